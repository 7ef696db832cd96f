// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

abstract contract SignedOrders {
    struct Order {
        address maker;
        uint256 lots;
        uint256 tick;
        uint256 nonce;
    }

    mapping(address => uint256) public size;

    function _signer(bytes32 digest, bytes calldata signature) internal pure returns (address) {
        bytes32 r = bytes32(signature[:32]);
        bytes32 s = bytes32(signature[32:64]);
        return ecrecover(digest, uint8(signature[64]), r, s);
    }

    function _fill(Order calldata order) internal {
        size[order.maker] -= order.lots;
        size[msg.sender] += order.lots;
    }

    function _hash(Order calldata order) internal view virtual returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), order.maker, order.lots, order.tick, order.nonce));
    }
}

/// Neither a mark nor a domain.
contract ReplayAnywhereVulnerable {
    mapping(address => uint256) public size;

    function fill(address maker, uint256 lots, uint8 v, bytes32 r, bytes32 s) external {
        bytes32 digest = keccak256(abi.encode(maker, lots));
        require(ecrecover(digest, v, r, s) == maker);
        size[maker] -= lots;
        size[msg.sender] += lots;
    }
}

/// The nonce is signed, and nobody remembers it.
contract ReplayNonceUnusedVulnerable is SignedOrders {
    function fill(Order calldata order, bytes calldata signature) external {
        require(_signer(_hash(order), signature) == order.maker);
        _fill(order);
    }
}

/// Marked, but good for every contract and chain.
contract ReplayElsewhereVulnerable is SignedOrders {
    mapping(bytes32 => bool) public used;

    function fill(Order calldata order, bytes calldata signature) external {
        bytes32 digest = _hash(order);
        require(!used[digest] && _signer(digest, signature) == order.maker);
        used[digest] = true;
        _fill(order);
    }

    function _hash(Order calldata order) internal pure override returns (bytes32) {
        return keccak256(abi.encode(order.maker, order.lots, order.tick, order.nonce));
    }
}

/// Filled lots are kept under the digest.
contract ReplayMarkedSafe is SignedOrders {
    mapping(bytes32 => uint256) public filled;

    function fill(Order calldata order, bytes calldata signature) external {
        bytes32 digest = _hash(order);
        require(_signer(digest, signature) == order.maker);
        filled[digest] += order.lots;
        require(filled[digest] <= order.lots);
        _fill(order);
    }
}

/// The nonce is used up, the domain is computed once in the constructor.
contract ReplayNonceSafe is SignedOrders {
    bytes32 private immutable domain;
    mapping(address => mapping(uint256 => bool)) public usedNonce;

    constructor() {
        domain = keccak256(abi.encode(keccak256("Domain"), block.chainid, address(this)));
    }

    modifier once(address maker, uint256 nonce) {
        require(!usedNonce[maker][nonce]);
        usedNonce[maker][nonce] = true;
        _;
    }

    function fill(Order calldata order, bytes calldata signature) external once(order.maker, order.nonce) {
        require(_signer(_hash(order), signature) == order.maker);
        _fill(order);
    }

    function _hash(Order calldata order) internal view override returns (bytes32) {
        bytes32 content = keccak256(abi.encode(order.maker, order.lots, order.tick, order.nonce));
        return keccak256(abi.encodePacked("\x19\x01", domain, content));
    }
}

/// The contract counts the nonce itself.
contract ReplayCounterSafe {
    mapping(address => uint256) public nonces;
    mapping(address => uint256) public allowance;

    function permit(address owner, uint256 amount, uint8 v, bytes32 r, bytes32 s) external {
        bytes32 content = keccak256(abi.encode(owner, amount, nonces[owner]++));
        bytes32 digest = keccak256(abi.encode(block.chainid, address(this), content));
        require(ecrecover(digest, v, r, s) == owner);
        allowance[owner] = amount;
    }
}

/// Only told who signed; nothing is changed.
contract ReplayOfViewSafe is SignedOrders {
    function signer(Order calldata order, bytes calldata signature) external pure returns (address) {
        return _signer(keccak256(abi.encode(order.maker)), signature);
    }
}

/// The signed number must be the one that comes next, and the contract moves it on.
contract ReplayExpectedNumberSafe is SignedOrders {
    mapping(address => uint256) public expected;

    modifier inTurn(Order calldata order) {
        require(order.nonce == expected[order.maker]);
        _;
        expected[order.maker] += 1;
    }

    function fill(Order calldata order, bytes calldata signature) external inTurn(order) {
        require(_signer(_hash(order), signature) == order.maker);
        _fill(order);
    }
}

/// Assembly asks for the chain, as contracts written before `block.chainid` do.
contract ReplayChainByAssemblySafe is SignedOrders {
    mapping(bytes32 => bool) public used;

    function fill(Order calldata order, bytes calldata signature) external {
        bytes32 digest = _hash(order);
        require(!used[digest] && _signer(digest, signature) == order.maker);
        used[digest] = true;
        _fill(order);
    }

    function _hash(Order calldata order) internal view override returns (bytes32) {
        return keccak256(abi.encode(_chain(), address(this), order.maker, order.lots, order.tick, order.nonce));
    }

    function _chain() private view returns (uint256 chain) {
        assembly {
            chain := chainid()
        }
    }
}

/// A report signed for one time is good only if it is newer than the last.
contract ReplayOlderReportSafe {
    address internal immutable REPORTER;
    uint64 public updatedAt;
    uint128 public price;

    constructor(address reporter) {
        REPORTER = reporter;
    }

    function report(uint128 value, uint64 time, uint8 v, bytes32 r, bytes32 s) external {
        require(time > updatedAt && time <= block.timestamp);
        bytes32 digest = keccak256(abi.encode(block.chainid, address(this), value, time));
        require(ecrecover(digest, v, r, s) == REPORTER && REPORTER != address(0));
        (updatedAt, price) = (time, value);
    }
}

/// The chain is remembered from the start.
contract ChainRememberedSafe {
    mapping(address => uint256) internal counts;
    mapping(address => uint256) internal points;
    address internal immutable SIGNER = msg.sender;
    uint256 internal immutable CHAIN = block.chainid;

    function redeem(uint256 amount, uint8 v, bytes32 r, bytes32 s) external {
        bytes32 digest = keccak256(abi.encode(CHAIN, address(this), msg.sender, amount, counts[msg.sender]++));
        require(ecrecover(digest, v, r, s) == SIGNER, "signer");
        points[msg.sender] += amount;
    }
}
