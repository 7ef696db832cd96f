// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

interface IRoles {
    function hasRole(bytes32 role, address account) external view returns (bool);
    function checkRole(bytes32 role, address account) external view;
}

abstract contract Owned {
    address internal owner;
    uint256 internal value;

    modifier onlyOwner() {
        _checkOwner();
        _;
    }

    function _checkOwner() internal view {
        require(_sender() == owner);
    }

    function _sender() internal view returns (address) {
        return msg.sender;
    }
}

contract Authority is Owned {
    struct Order {
        address maker;
        uint256 lots;
    }

    bytes32 internal constant KEEPER = keccak256("KEEPER");
    IRoles internal roles;
    mapping(address => bool) internal keepers;
    mapping(uint256 => Order) internal orders;

    function gatedByModifierOfBase() external onlyOwner {
        value = 1;
    }

    function gatedByMembership() external {
        require(keepers[msg.sender], "keeper");
        value = 1;
    }

    function gatedByAnswer() external {
        if (!roles.hasRole(KEEPER, msg.sender)) revert();
        value = 1;
    }

    function gatedByCheck() external {
        roles.checkRole(KEEPER, msg.sender);
        value = 1;
    }

    function openToTheOrdersMaker(uint256 id) external {
        require(orders[id].maker == msg.sender);
        delete orders[id];
    }

    function openToAllButTheContract() external {
        require(msg.sender != address(this));
        value = 1;
    }

    function openToAllButTheContractByBranch() external {
        if (msg.sender == address(this)) revert();
        value = 1;
    }

    function openToAllButZero() external {
        require(msg.sender != address(0));
        value = 1;
    }

    function openToAll() external {
        value = 1;
    }
}
