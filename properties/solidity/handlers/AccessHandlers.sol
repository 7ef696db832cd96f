// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Shape} from "../system/Shape.sol";
import {UserCalls} from "./UserCalls.sol";
import {Ownable2StepUpgradeable} from "@openzeppelin/contracts-upgradeable/access/Ownable2StepUpgradeable.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts-upgradeable/proxy/utils/UUPSUpgradeable.sol";
import {IFeeSink} from "contracts/interfaces/IFeeSink.sol";
import {IInsuranceFund} from "contracts/interfaces/IInsuranceFund.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {IVault} from "contracts/interfaces/IVault.sol";
import {IBookExtension} from "contracts/interfaces/book/IBookExtension.sol";
import {IEngineCore} from "contracts/interfaces/engine/IEngineCore.sol";
import {IEngineExtension} from "contracts/interfaces/engine/IEngineExtension.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";
import {OracleRouter} from "contracts/v2/OracleRouter.sol";
import {PerpEngineV2} from "contracts/v2/PerpEngineV2.sol";

/// @title Users try what is not theirs: initialisers, the owner's functions, the modules' functions
abstract contract AccessHandlers is UserCalls {
    uint256 private constant ENGINE_AT = 0;
    uint256 private constant ORACLE_AT = 2;

    /// @notice Initialises an implementation or, again, a proxy; or calls a function that is the owner's or a module's.
    function attack_restricted(uint8 who, uint8 which, uint8 target) external {
        (uint8 actor, uint256 index) = (_actorOf(who), target % proxies.length);
        uint8 chosen = which % 45;
        if (chosen < 4) {
            _initialize(actor, chosen % 2 == 0 ? proxies[index] : implementations[index], index);
            return;
        }
        (address at, bytes memory data) = _restricted(chosen - 4, index, actor);
        (bool ok, bytes memory answer) = _perform(actor, at, data);
        if (ok) _break(AC_02, "a stranger got through to a restricted function");
        // Refused for anything else, it would have got through with other arguments.
        else if (!_namesTheCaller(bytes4(answer))) _break(AC_02, "a stranger was refused, but not for who it is");
        else _count(Outcome.AttackRefused);
    }

    /// @dev Whether an error says that the caller is the wrong one; modules use the same names.
    function _namesTheCaller(bytes4 error) private pure returns (bool) {
        return error == OwnableUpgradeable.OwnableUnauthorizedAccount.selector || error == IEngineTypes.NotBook.selector
            || error == IEngineTypes.NotGuardian.selector || error == IEngineTypes.NotVault.selector
            || error == IEngineTypes.NotSelf.selector || error == IVault.NotEngine.selector
            || error == IVault.NotAllocator.selector;
    }

    function _initialize(uint8 who, address at, uint256 index) private {
        address owner = address(actors[who]);
        bytes memory data = index == ORACLE_AT
            ? abi.encodeCall(OracleRouter.initialize, (owner))
            : abi.encodeCall(PerpEngineV2.initialize, (owner, address(USDC)));
        (bool ok,) = _perform(who, at, data);
        if (ok) _break(AC_01, "somebody initialised a contract that was locked");
        else _count(Outcome.AttackRefused);
    }

    function _restricted(uint8 which, uint256 index, uint8 who) private view returns (address, bytes memory) {
        address self = address(actors[who]);
        if (which == 0) {
            return (proxies[index], abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (implementations[index], "")));
        }
        if (which == 1) return (proxies[index], abi.encodeCall(Ownable2StepUpgradeable.transferOwnership, (self)));
        if (which == 2) return (proxies[index], abi.encodeCall(Ownable2StepUpgradeable.acceptOwnership, ()));
        if (which < 9) return (proxies[ENGINE_AT], _restrictedInEngine(which, self));
        if (which == 9) return (address(BOOK), abi.encodeCall(IBookExtension.openMarket, (uint16(index))));
        if (which == 10) {
            address[] memory list = new address[](1);
            list[0] = address(sources[0][0]);
            return (
                address(ORACLE),
                abi.encodeCall(IOracleRouter.configureMarket, (0, IOracleRouter.OracleConfig(1, 1), list))
            );
        }
        if (which == 11) return (address(VAULT), abi.encodeCall(IVault.setEngine, (self)));
        if (which == 12) return (address(VAULT), abi.encodeCall(IFeeSink.onFeesReceived, (1)));
        if (which == 13) return (address(INSURANCE), abi.encodeCall(IInsuranceFund.setEngine, (self)));
        if (which == 14) return (address(INSURANCE), abi.encodeCall(IFeeSink.onFeesReceived, (1)));
        if (which == 15) return (address(INSURANCE), abi.encodeCall(IInsuranceFund.cover, (1)));
        if (which < 24) return (proxies[ENGINE_AT], _restrictedInExtension(which - 16, self));
        if (which < 35) return (address(VAULT), _restrictedInVault(which - 24, self));
        return (address(INSURANCE), _restrictedInFund(which - 35, self));
    }

    function _restrictedInEngine(uint8 which, address self) private pure returns (bytes memory) {
        if (which == 3) return abi.encodeCall(IEngineExtension.listMarket, (Shape.market(0), Shape.funding(0)));
        if (which == 4) return abi.encodeCall(IEngineExtension.setExposureCaps, (1, 1));
        if (which == 5) return abi.encodeCall(IEngineExtension.setFeeSplit, (IEngineTypes.FeeSplit(0, 0, 1_000_000)));
        if (which == 6) return abi.encodeCall(IEngineExtension.setModules, (self, self, self, self, self));
        if (which == 7) return abi.encodeCall(IEngineCore.releaseOrder, (0, self, true, 0));
        IEngineTypes.TakerContext memory context;
        return abi.encodeCall(IEngineCore.settle, (0, self, true, new IEngineTypes.Fill[](0), 0, context));
    }

    function _restrictedInVault(uint8 which, address self) private pure returns (bytes memory) {
        if (which == 0) return abi.encodeCall(IVault.setAllocator, (self));
        if (which == 1) return abi.encodeCall(IVault.setGuardian, (self));
        if (which == 2) return abi.encodeCall(IVault.setCooldown, (1 hours));
        if (which == 3) return abi.encodeCall(IVault.setAllocationLimits, (0, 50_000));
        if (which == 4) return abi.encodeCall(IVault.setUnwindSlippage, (1));
        if (which == 5) return abi.encodeCall(IVault.pause, ());
        if (which == 6) return abi.encodeCall(IVault.unpause, ());
        if (which == 7) return abi.encodeCall(IVault.allocate, (1));
        if (which == 8) return abi.encodeCall(IVault.deallocate, (1));
        if (which == 9) return abi.encodeCall(IVault.unwind, (0, 1, 1));
        return abi.encodeCall(IVault.setEngine, (self));
    }

    function _restrictedInFund(uint8 which, address self) private pure returns (bytes memory) {
        if (which == 0) return abi.encodeCall(IInsuranceFund.setGuardian, (self));
        if (which == 1) return abi.encodeCall(IInsuranceFund.setFloor, (0));
        if (which == 2) return abi.encodeCall(IInsuranceFund.setWithdrawalDelay, (1 days));
        if (which == 3) return abi.encodeCall(IInsuranceFund.announceWithdrawal, (self, 1));
        if (which == 4) return abi.encodeCall(IInsuranceFund.executeWithdrawal, ());
        return abi.encodeCall(IInsuranceFund.cancelWithdrawal, ());
    }

    function _restrictedInExtension(uint8 which, address self) private pure returns (bytes memory) {
        if (which == 0) return abi.encodeCall(IEngineExtension.setMarketParams, (0, Shape.market(0)));
        if (which == 1) return abi.encodeCall(IEngineExtension.setFundingParams, (0, Shape.funding(1)));
        if (which == 2) {
            return abi.encodeCall(IEngineExtension.setMarketState, (0, IEngineTypes.MarketState.Settling));
        }
        if (which == 3) return abi.encodeCall(IEngineExtension.setGuardian, (self));
        if (which == 4) return abi.encodeCall(IEngineExtension.pause, ());
        if (which == 5) return abi.encodeCall(IEngineExtension.unpause, ());
        if (which == 6) return abi.encodeCall(IEngineCore.liquidateFor, (self, self, 0));
        return
            abi.encodeCall(IEngineExtension.useAuthorization, (self, bytes32(0), bytes32(0), 0, type(uint256).max, ""));
    }
}
