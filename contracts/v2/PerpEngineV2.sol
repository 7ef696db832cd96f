// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineAuction} from "../interfaces/engine/IEngineAuction.sol";
import {Units} from "../libraries/Units.sol";
import {ProofbookUpgradeable} from "./base/ProofbookUpgradeable.sol";
import {EngineCollateral} from "./engine/EngineCollateral.sol";
import {EngineFeeViews} from "./engine/EngineFeeViews.sol";
import {EngineLiquidation} from "./engine/EngineLiquidation.sol";
import {EngineTrading} from "./engine/EngineTrading.sol";
import {MulticallUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/MulticallUpgradeable.sol";
import {EIP712Upgradeable} from "@openzeppelin/contracts-upgradeable/utils/cryptography/EIP712Upgradeable.sol";
import {Proxy} from "@openzeppelin/contracts/proxy/Proxy.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title PerpEngineV2: the clearing house
/// @notice The core: what runs often. Everything else of `IPerpEngineV2` is in `PerpEngineV2Extension` and `PerpEngineV2Auction`,
/// whose addresses are fixed in this code, so that all are always upgraded together; unknown selectors are delegated to them.
contract PerpEngineV2 is
    ProofbookUpgradeable,
    EIP712Upgradeable,
    MulticallUpgradeable,
    Proxy,
    EngineCollateral,
    EngineTrading,
    EngineLiquidation,
    EngineFeeViews
{
    /// @notice Code that unknown selectors are delegated to.
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    address public immutable EXTENSION;
    /// @dev Code that settles auctions, repays bad debt and pays fees.
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    address private immutable AUCTION;

    /// @param extension a `PerpEngineV2Extension`
    /// @param auction a `PerpEngineV2Auction`
    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor(address extension, address auction) {
        if (extension.code.length == 0 || auction.code.length == 0) revert ZeroAddress();
        (EXTENSION, AUCTION) = (extension, auction);
    }

    /// @notice Sets the owner and the collateral token (6 decimals). Once only.
    function initialize(address owner_, address collateralToken) external initializer {
        if (collateralToken == address(0)) revert ZeroAddress();
        __Ownable_init(owner_);
        __EIP712_init("Proofbook", "2");
        EngineState storage state = _state();
        state.collateralToken = IERC20(collateralToken);
        state.insurancePpm = uint24(Units.PPM);
        state.accountNotionalCap = type(uint128).max;
        emit FeeSplitSet(_feeSplit());
        emit ExposureCapsSet(type(uint128).max, 0);
    }

    /// @dev Where the fallback delegates to.
    function _implementation() internal view override returns (address) {
        bool toAuction = msg.sig == IEngineAuction.settlePair.selector
            || msg.sig == IEngineAuction.repayBadDebt.selector || msg.sig == IEngineAuction.payFees.selector;
        return toAuction ? AUCTION : EXTENSION;
    }
}
