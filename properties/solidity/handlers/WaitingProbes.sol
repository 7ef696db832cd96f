// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Actor} from "../system/Actor.sol";
import {Shape} from "../system/Shape.sol";
import {MIN_IDLE_PPM} from "../system/System.sol";
import {UserCalls} from "./UserCalls.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {IEngineCore} from "contracts/interfaces/engine/IEngineCore.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";
import {PriceSourceMock} from "contracts/mocks/PriceSourceMock.sol";

/// @dev The one cheatcode used, which every engine knows.
interface IWarp {
    function warp(uint256 timestamp) external;
}

/// @title Probes of what waits outside the continuous book: held in a market of their own, and taken back
/// @notice A probe reverts whatever it finds, so that nothing it did remains; only the verdict does. Its market trades at about
/// $2,000, a tick is a dollar and a lot a thousandth.
abstract contract WaitingProbes is UserCalls {
    /// @dev How a probe ended; no id: all was well.
    error WaitingProbed(bytes5 broken, string why);

    IWarp internal constant HEVM = IWarp(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    uint256 internal constant PEOPLE = 4;
    uint256 internal constant TICK = 2000;
    uint256 internal constant LOT_SIZE = 1e15;
    uint256 private constant RICH = 1_000_000e6;

    /// @dev A probe's own market, source and people.
    struct Place {
        uint16 id;
        PriceSourceMock source;
        Actor[PEOPLE] people;
    }

    /// @dev Runs a probe of this contract and books what it has found; one that ends otherwise has itself found something.
    function _probe(bytes memory call, bytes5 stuck) internal {
        uint256 time = block.timestamp;
        (, bytes memory thrown) = address(this).call(call);
        HEVM.warp(time);
        if (thrown.length < 4 || bytes4(thrown) != WaitingProbed.selector) {
            _break(stuck, "a probe was stopped by what it probes");
            return;
        }
        bytes memory verdict = new bytes(thrown.length - 4);
        for (uint256 i; i < verdict.length; ++i) {
            verdict[i] = thrown[i + 4];
        }
        (bytes5 broken, string memory why) = abi.decode(verdict, (bytes5, string));
        if (broken != 0) _break(broken, why);
    }

    /// @dev Lists a market at `price` and brings rich people; the system goes on working, caps bind nobody.
    function _open(uint256 price) internal returns (Place memory place) {
        (, bool paused) = ENGINE.pauseState();
        if (paused) ENGINE.unpause();
        ENGINE.setExposureCaps(type(uint128).max, type(uint128).max);
        IEngineTypes.MarketParams memory params = Shape.market(0);
        (params.tickSize, params.lotSize) = (1e18, uint96(LOT_SIZE));
        (params.openInterestCap, params.accountNotionalCap) = (type(uint128).max, type(uint128).max);
        place.id = ENGINE.listMarket(params, Shape.funding(0));
        BOOK.openMarket(place.id);
        place.source = new PriceSourceMock();
        address[] memory sources = new address[](1);
        sources[0] = address(place.source);
        ORACLE.configureMarket(place.id, IOracleRouter.OracleConfig(Shape.MAX_AGE, 1), sources);
        _reprice(place, price);
        for (uint256 i; i < PEOPLE; ++i) {
            place.people[i] = new Actor();
            USDC.mint(address(place.people[i]), RICH);
            place.people[i].perform(address(USDC), abi.encodeCall(USDC.approve, (address(ENGINE), RICH)));
            place.people[i].perform(address(ENGINE), abi.encodeCall(IEngineCore.deposit, (RICH)));
        }
        _enrichVault();
    }

    /// @dev Gives the vault collateral where its state lets anybody in; else it has what it has, and fills as far as that goes.
    function _enrichVault() private {
        USDC.mint(address(this), 2 * RICH);
        USDC.approve(address(VAULT), 2 * RICH);
        VAULT.setAllocationLimits(uint128(100 * RICH), MIN_IDLE_PPM);
        try VAULT.deposit(2 * RICH, address(this)) returns (uint256) {
            try VAULT.allocate(RICH) {} catch {}
        } catch {}
    }

    function _reprice(Place memory place, uint256 price) internal {
        place.source.set(price, block.timestamp);
        ORACLE.updatePrice(place.id);
        (uint256 jump,) = ORACLE.pendingJump(place.id);
        // What is too far to be believed at once, the owner accepts.
        if (jump != 0) ORACLE.acceptPrice(place.id, price, price);
    }

    function _require(bool holds, bytes5 id, string memory why) internal pure {
        if (!holds) revert WaitingProbed(id, why);
    }
}
