// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

interface IRoundedAsset {
    function transfer(address to, uint256 amount) external returns (bool);
}

/// @title Must be reported by `rounding-favours-caller`: too few shares are burnt for the assets sent
contract RoundingFavoursCallerCanary {
    IRoundedAsset public asset;
    mapping(address account => uint256) public balanceOf;
    uint256 public totalSupply;
    uint256 public totalAssets;

    function withdraw(uint256 assets) external {
        uint256 shares = assets * totalSupply / totalAssets;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        totalAssets -= assets;
        asset.transfer(msg.sender, assets);
    }
}
