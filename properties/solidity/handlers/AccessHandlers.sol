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
import {IBookAuction} from "contracts/interfaces/book/IBookAuction.sol";
import {IBookAuctionTypes} from "contracts/interfaces/book/IBookAuctionTypes.sol";
import {IBookCore} from "contracts/interfaces/book/IBookCore.sol";
import {IBookExtension} from "contracts/interfaces/book/IBookExtension.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineAuction} from "contracts/interfaces/engine/IEngineAuction.sol";
import {IEngineCore} from "contracts/interfaces/engine/IEngineCore.sol";
import {IEngineExtension} from "contracts/interfaces/engine/IEngineExtension.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";
import {OracleRouter} from "contracts/v2/OracleRouter.sol";
import {PerpEngineV2} from "contracts/v2/PerpEngineV2.sol";

/// @title Users try what is not theirs: initialisers, the owner's functions, the modules' functions
abstract contract AccessHandlers is UserCalls {
    uint256 private constant ORACLE_AT = 2;
    /// @dev How many calls are restricted: at every proxy, and at each contract.
    uint256 private constant SHARED = 4;
    uint256 private constant OF_ENGINE = 15;
    uint256 private constant OF_BOOK = 5;
    uint256 private constant OF_ORACLE = 4;
    uint256 private constant OF_VAULT = 12;
    uint256 private constant OF_FUND = 9;
    uint256 private constant RESTRICTED = SHARED + OF_ENGINE + OF_BOOK + OF_ORACLE + OF_VAULT + OF_FUND;
    /// @dev In how many parts they are tried.
    uint256 private constant GROUPS = 5;

    /// @notice Initialises an implementation and, again, a proxy; and calls functions that are the owner's or a module's, a fifth of
    /// them at a time.
    function attack_restricted(uint8 who, uint8 which, uint8 target) external {
        (uint8 actor, uint256 index) = (_actorOf(who), target % proxies.length);
        _initialize(actor, proxies[index], index);
        _initialize(actor, implementations[index], index);
        for (uint256 chosen = which % GROUPS; chosen < RESTRICTED; chosen += GROUPS) {
            (address at, bytes memory data) = _restricted(chosen, index, actor);
            _trespass(actor, at, data);
        }
    }

    function _trespass(uint8 who, address at, bytes memory data) private {
        (bool ok, bytes memory answer) = _perform(who, at, data);
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

    /// @dev The `which`th of the calls that no user may make: those of every proxy, then each contract's own.
    function _restricted(uint256 which, uint256 index, uint8 who) private view returns (address, bytes memory) {
        address self = address(actors[who]);
        if (which < SHARED) return (proxies[index], _restrictedAnywhere(which, index, self));
        which -= SHARED;
        if (which < OF_ENGINE) return (address(ENGINE), _restrictedInEngine(which, self));
        which -= OF_ENGINE;
        if (which < OF_BOOK) return (address(BOOK), _restrictedInBook(which, self));
        which -= OF_BOOK;
        if (which < OF_ORACLE) return (address(ORACLE), _restrictedInOracle(which, self));
        which -= OF_ORACLE;
        if (which < OF_VAULT) return (address(VAULT), _restrictedInVault(which, self));
        return (address(INSURANCE), _restrictedInFund(which - OF_VAULT, self));
    }

    function _restrictedAnywhere(uint256 which, uint256 index, address self) private view returns (bytes memory) {
        if (which == 0) return abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (implementations[index], ""));
        if (which == 1) return abi.encodeCall(Ownable2StepUpgradeable.transferOwnership, (self));
        if (which == 2) return abi.encodeCall(Ownable2StepUpgradeable.acceptOwnership, ());
        return abi.encodeCall(OwnableUpgradeable.renounceOwnership, ());
    }

    function _restrictedInEngine(uint256 which, address self) private pure returns (bytes memory) {
        if (which == 0) return abi.encodeCall(IEngineExtension.listMarket, (Shape.market(0), Shape.funding(0)));
        if (which == 1) return abi.encodeCall(IEngineExtension.setExposureCaps, (1, 1));
        if (which == 2) return abi.encodeCall(IEngineExtension.setFeeSplit, (IEngineTypes.FeeSplit(0, 0, 1_000_000)));
        if (which == 3) return abi.encodeCall(IEngineExtension.setModules, (self, self, self, self, self));
        if (which == 4) return abi.encodeCall(IEngineCore.releaseOrder, (0, self, true, 0));
        if (which == 5) {
            IEngineTypes.TakerContext memory context;
            return abi.encodeCall(IEngineCore.settle, (0, self, true, new IEngineTypes.Fill[](0), 0, context));
        }
        if (which == 6) return abi.encodeCall(IEngineExtension.setMarketParams, (0, Shape.market(0)));
        if (which == 7) return abi.encodeCall(IEngineExtension.setFundingParams, (0, Shape.funding(1)));
        if (which == 8) {
            return abi.encodeCall(IEngineExtension.setMarketState, (0, IEngineTypes.MarketState.Settling));
        }
        if (which == 9) return abi.encodeCall(IEngineExtension.setGuardian, (self));
        if (which == 10) return abi.encodeCall(IEngineExtension.pause, ());
        if (which == 11) return abi.encodeCall(IEngineExtension.unpause, ());
        if (which == 12) return abi.encodeCall(IEngineCore.liquidateFor, (self, self, 0));
        if (which == 13) return abi.encodeCall(IEngineAuction.settlePair, (0, self, self, 1, 1));
        return
            abi.encodeCall(IEngineExtension.useAuthorization, (self, bytes32(0), bytes32(0), 0, type(uint256).max, ""));
    }

    function _restrictedInBook(uint256 which, address self) private pure returns (bytes memory) {
        if (which == 0) return abi.encodeCall(IBookExtension.openMarket, (0));
        if (which == 1) return abi.encodeCall(IBookExtension.setBookConfig, (0, IBookTypes.BookConfig(1, 0, 0)));
        if (which == 2) {
            return abi.encodeCall(IBookAuction.setAuctionConfig, (0, IBookAuctionTypes.AuctionConfig(3600, 1)));
        }
        IBookTypes.OrderParams memory terms;
        if (which == 3) return abi.encodeCall(IBookCore.submitFor, (self, terms));
        return abi.encodeCall(IBookExtension.simulateFor, (self, terms));
    }

    function _restrictedInOracle(uint256 which, address self) private pure returns (bytes memory) {
        if (which == 0) {
            return
                abi.encodeCall(IOracleRouter.configureMarket, (0, IOracleRouter.OracleConfig(1, 1), new address[](1)));
        }
        if (which == 1) return abi.encodeCall(IOracleRouter.setGuards, (0, Shape.guards(1)));
        if (which == 2) return abi.encodeCall(IOracleRouter.acceptPrice, (0, 0, type(uint256).max));
        return abi.encodeCall(IOracleRouter.setSequencerFeed, (self, 60));
    }

    function _restrictedInVault(uint256 which, address self) private pure returns (bytes memory) {
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
        if (which == 10) return abi.encodeCall(IFeeSink.onFeesReceived, (1));
        return abi.encodeCall(IVault.setEngine, (self));
    }

    function _restrictedInFund(uint256 which, address self) private pure returns (bytes memory) {
        if (which == 0) return abi.encodeCall(IInsuranceFund.setGuardian, (self));
        if (which == 1) return abi.encodeCall(IInsuranceFund.setFloor, (0));
        if (which == 2) return abi.encodeCall(IInsuranceFund.setWithdrawalDelay, (1 days));
        if (which == 3) return abi.encodeCall(IInsuranceFund.announceWithdrawal, (self, 1));
        if (which == 4) return abi.encodeCall(IInsuranceFund.executeWithdrawal, ());
        if (which == 5) return abi.encodeCall(IInsuranceFund.cancelWithdrawal, ());
        if (which == 6) return abi.encodeCall(IInsuranceFund.setEngine, (self));
        if (which == 7) return abi.encodeCall(IFeeSink.onFeesReceived, (1));
        return abi.encodeCall(IInsuranceFund.cover, (1));
    }
}
