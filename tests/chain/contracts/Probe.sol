// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @notice Everything the chain's tests need a contract to do: store, emit, fail in every way, look around.
contract Probe {
    enum Side {
        Bid,
        Ask
    }

    struct Order {
        address owner;
        Side side;
        uint24 tick;
        int128 lots;
    }

    struct Book {
        bytes32 id;
        Order[] orders;
        string name;
        uint256[2][] pairs;
    }

    event Stored(address indexed by, uint256 indexed value, int256 delta);
    event Named(string indexed hashed, string plain, Order order);

    error TooLarge(uint256 value, uint256 limit);
    error Nested(Order order, bytes reason);

    uint256 public constant LIMIT = 1000;

    uint256 public value;
    mapping(uint256 slot => uint256) public words;
    uint256 private transient _seen;
    address public lastSender;
    uint256 public callbacks;

    constructor(uint256 initial) payable {
        if (initial > LIMIT) revert TooLarge(initial, LIMIT);
        value = initial;
    }

    receive() external payable {}

    function store(uint256 newValue) external returns (uint256 previous) {
        if (newValue > LIMIT) revert TooLarge(newValue, LIMIT);
        previous = value;
        value = newValue;
        lastSender = msg.sender;
        emit Stored(msg.sender, newValue, int256(newValue) - int256(previous));
    }

    function write(uint256 first, uint256 count) external {
        for (uint256 i = 0; i < count; i++) {
            words[first + i] = i + 1;
        }
    }

    function announce(string calldata name, Order calldata order) external {
        emit Named(name, name, order);
    }

    // Failures

    function storeThenRevert(uint256 newValue) external {
        value = newValue;
        emit Stored(msg.sender, newValue, 0);
        revert("changed my mind");
    }

    function revertNested(Order calldata order) external pure {
        revert Nested(order, hex"c0ffee");
    }

    function revertEmpty() external pure {
        // solhint-disable-next-line gas-custom-errors, reason-string
        revert();
    }

    function revertRaw(bytes calldata data) external pure {
        assembly ("memory-safe") {
            calldatacopy(0, data.offset, data.length)
            revert(0, data.length)
        }
    }

    function divide(uint256 a, uint256 b) external pure returns (uint256) {
        return a / b;
    }

    /// @notice Asks for more memory than any gas pays for.
    function burnGas() external pure {
        assembly ("memory-safe") {
            mstore(0xffffffffff, 1)
        }
    }

    function invalid() external pure {
        assembly ("memory-safe") {
            invalid()
        }
    }

    // Values

    function echoBook(Book calldata book) external pure returns (Book memory) {
        return book;
    }

    function order() external view returns (Order memory current, bool found) {
        current = Order(msg.sender, Side.Ask, type(uint24).max, type(int128).min);
        found = true;
    }

    function twice(uint256 x) external pure returns (uint256) {
        return 2 * x;
    }

    function twice(int256 x, bool negate) external pure returns (int256) {
        return negate ? -2 * x : 2 * x;
    }

    // Surroundings

    function surroundings()
        external
        view
        returns (uint256 number, uint256 time, uint256 baseFee, uint256 id, uint256 price, uint256 limit)
    {
        return (block.number, block.timestamp, block.basefee, block.chainid, tx.gasprice, block.gaslimit);
    }

    function caller() external view returns (address sender, address origin) {
        return (msg.sender, tx.origin);
    }

    function hashOf(uint256 number) external view returns (bytes32) {
        return blockhash(number);
    }

    /// @notice Counts its calls within one transaction in transient storage.
    function seen() external returns (uint256 before) {
        before = _seen;
        _seen = before + 1;
    }

    /// @notice Calls itself `depth` times and says how deep it came.
    function dive(uint256 depth) external returns (uint256 reached) {
        if (depth == 0) return 0;
        try this.dive{gas: gasleft() - gasleft() / 1000}(depth - 1) returns (uint256 below) {
            return below + 1;
        } catch {
            return 0;
        }
    }

    function pay(address payable to, uint256 amount) external payable {
        (bool sent,) = to.call{value: amount}("");
        require(sent, "not sent");
    }

    function callBack(address target) external payable returns (uint256) {
        return Probe(payable(target)).called();
    }

    function called() external returns (uint256) {
        return ++callbacks;
    }

    function make(uint256 initial) external returns (Child) {
        return new Child(initial);
    }
}

/// @notice What a probe makes.
contract Child {
    uint256 public value;

    constructor(uint256 initial) {
        value = initial;
    }
}
