// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Vault} from "contracts/v2/Vault.sol";
import {Trace} from "properties/proofs/checks/Trace.sol";

/// @title SH-01: conversions between shares and assets
/// @notice The vault's own conversions, at any supply and any total of assets.
contract ShareProofs is Vault {
    uint256 private constant VIRTUAL_SHARES = 1e6;
    uint256 private constant VIRTUAL_ASSETS = 1;

    /// @dev `VaultState.assets`: the second slot of the vault's storage.
    bytes32 private constant ASSETS_SLOT = 0x407a41bfb565de63d576c4112d72f9bd3388dcb7e41d1261b06666c616f3cf01;

    /// @notice Each conversion is the exact one rounded in its direction: for the vault.
    function check_conversionsRoundAsTheySay(uint112 assets, uint112 shares, uint112 total_, uint112 supply) external {
        (uint256 assetUnits, uint256 shareUnits) = _set(total_, supply);
        uint256 got = _convertToShares(assets, Math.Rounding.Floor);
        assert(got * assetUnits <= assets * shareUnits && assets * shareUnits < (got + 1) * assetUnits);
        uint256 burnt = _convertToShares(assets, Math.Rounding.Ceil);
        assert(burnt * assetUnits >= assets * shareUnits && burnt - got < 2);
        uint256 paid = _convertToAssets(shares, Math.Rounding.Floor);
        assert(paid * shareUnits <= shares * assetUnits && shares * assetUnits < (paid + 1) * shareUnits);
        uint256 cost = _convertToAssets(shares, Math.Rounding.Ceil);
        assert(cost * shareUnits >= shares * assetUnits && cost - paid < 2);
    }

    function trace_conversionsRoundAsTheySay(uint112 assets, uint112 shares, uint112 total_, uint112 supply)
        external
        returns (int256[] memory)
    {
        _set(total_, supply);
        return Trace.list(
            int256(_convertToShares(assets, Math.Rounding.Floor)),
            int256(_convertToShares(assets, Math.Rounding.Ceil)),
            int256(_convertToAssets(shares, Math.Rounding.Floor)),
            int256(_convertToAssets(shares, Math.Rounding.Ceil))
        );
    }

    /// @notice Who deposits and redeems at once has no more than before, and nobody else has less.
    function check_depositAndRedeemNeverGains(uint112 assets, uint112 total_, uint112 supply) external {
        (uint256 shares, uint256 back) = _depositAndRedeem(assets, total_, supply);
        assert(back <= assets);
        // The price of what is left: assets a share, virtual ones included.
        uint256 left = uint256(total_) + assets - back + VIRTUAL_ASSETS;
        assert(totalSupply() == supply + shares);
        assert(left >= total_ + VIRTUAL_ASSETS);
    }

    function trace_depositAndRedeemNeverGains(uint112 assets, uint112 total_, uint112 supply)
        external
        returns (int256[] memory)
    {
        (uint256 shares, uint256 back) = _depositAndRedeem(assets, total_, supply);
        return Trace.list(int256(shares), int256(back));
    }

    /// @notice Who mints shares and redeems them at once has no more than before.
    function check_mintAndRedeemNeverGains(uint112 shares, uint112 total_, uint112 supply) external {
        (uint256 cost, uint256 back) = _mintAndRedeem(shares, total_, supply);
        assert(back <= cost);
    }

    function trace_mintAndRedeemNeverGains(uint112 shares, uint112 total_, uint112 supply)
        external
        returns (int256[] memory)
    {
        (uint256 cost, uint256 back) = _mintAndRedeem(shares, total_, supply);
        return Trace.list(int256(cost), int256(back));
    }

    /// @notice Who redeems shares and deposits what they gave has no more shares than before.
    function check_redeemAndDepositNeverGains(uint112 shares, uint112 total_, uint112 supply) external {
        (, uint256 back) = _redeemAndDeposit(shares, total_, supply);
        assert(back <= shares);
    }

    function trace_redeemAndDepositNeverGains(uint112 shares, uint112 total_, uint112 supply)
        external
        returns (int256[] memory)
    {
        (uint256 assets, uint256 back) = _redeemAndDeposit(shares, total_, supply);
        return Trace.list(int256(assets), int256(back));
    }

    function _depositAndRedeem(uint112 assets, uint112 total_, uint112 supply)
        private
        returns (uint256 shares, uint256 back)
    {
        _set(total_, supply);
        shares = _convertToShares(assets, Math.Rounding.Floor);
        _mint(address(1), shares);
        _setTotal(uint256(total_) + assets);
        back = _convertToAssets(shares, Math.Rounding.Floor);
    }

    function _mintAndRedeem(uint112 shares, uint112 total_, uint112 supply)
        private
        returns (uint256 cost, uint256 back)
    {
        _set(total_, supply);
        cost = _convertToAssets(shares, Math.Rounding.Ceil);
        _mint(address(1), shares);
        _setTotal(total_ + cost);
        back = _convertToAssets(shares, Math.Rounding.Floor);
    }

    function _redeemAndDeposit(uint112 shares, uint112 total_, uint112 supply)
        private
        returns (uint256 assets, uint256 back)
    {
        require(shares <= supply);
        _set(total_, supply);
        assets = _convertToAssets(shares, Math.Rounding.Floor);
        _burn(address(1), shares);
        _setTotal(total_ - assets);
        back = _convertToShares(assets, Math.Rounding.Floor);
    }

    /// @return assetUnits assets with the virtual one
    /// @return shareUnits shares with the virtual ones
    function _set(uint256 total_, uint256 supply) private returns (uint256 assetUnits, uint256 shareUnits) {
        _setTotal(total_);
        _mint(address(1), supply);
        return (total_ + VIRTUAL_ASSETS, supply + VIRTUAL_SHARES);
    }

    function _setTotal(uint256 total_) private {
        assembly {
            sstore(ASSETS_SLOT, total_)
        }
        require(totalAssets() == total_);
    }
}
