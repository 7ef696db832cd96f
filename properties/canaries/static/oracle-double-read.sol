// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

interface IDoubleReadOracle {
    function getPrice(uint256 market) external view returns (uint256);
}

interface IDoubleReadHook {
    function onClose(uint256 id) external;
}

/// @title Must be reported by `oracle-double-read`: checked at one price, paid at another
contract OracleDoubleReadCanary {
    IDoubleReadOracle public oracle;
    IDoubleReadHook public hook;
    mapping(uint256 id => uint256) public size;
    mapping(uint256 id => uint256) public debt;
    mapping(address account => uint256) public balance;

    function close(uint256 id) external {
        require(size[id] * oracle.getPrice(1) >= debt[id]);
        hook.onClose(id);
        balance[msg.sender] += size[id] * oracle.getPrice(1) - debt[id];
    }
}
