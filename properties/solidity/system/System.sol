// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Actor} from "./Actor.sol";
import {Outcomes} from "./Outcomes.sol";
import {ACTORS, MARKETS, SOURCES, Shape, VAULT_PARTY} from "./Shape.sol";
import {Verdicts} from "./Verdicts.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {IInsuranceFund} from "contracts/interfaces/IInsuranceFund.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {IOrderbookV2} from "contracts/interfaces/IOrderbookV2.sol";
import {IPerpEngineV2} from "contracts/interfaces/IPerpEngineV2.sol";
import {IVault} from "contracts/interfaces/IVault.sol";
import {IEngineCore} from "contracts/interfaces/engine/IEngineCore.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";
import {PriceSourceMock} from "contracts/mocks/PriceSourceMock.sol";
import {USDCMock} from "contracts/mocks/USDCMock.sol";
import {InsuranceFund} from "contracts/v2/InsuranceFund.sol";
import {OracleRouter} from "contracts/v2/OracleRouter.sol";
import {OrderbookV2} from "contracts/v2/OrderbookV2.sol";
import {OrderbookV2Extension} from "contracts/v2/OrderbookV2Extension.sol";
import {OrderbookV2Waiting} from "contracts/v2/OrderbookV2Waiting.sol";
import {PerpEngineV2} from "contracts/v2/PerpEngineV2.sol";
import {PerpEngineV2Auction} from "contracts/v2/PerpEngineV2Auction.sol";
import {PerpEngineV2Extension} from "contracts/v2/PerpEngineV2Extension.sol";
import {Vault} from "contracts/v2/Vault.sol";

/// @dev Terms of the vault, as its owner sets them: USDC units, ppm, seconds.
uint128 constant ALLOCATION_CAP = 100_000e6;
uint24 constant MIN_IDLE_PPM = 50_000;
uint32 constant COOLDOWN = 1 hours;

/// @title The whole V2 system, deployed as in production: implementations behind ERC-1967 proxies, wired by their owner
/// @notice This contract is the owner. The actors start with collateral, so that the first call can already trade.
abstract contract System is Verdicts, Outcomes {
    uint256 private constant MINTED = 1_000_000e6;
    uint256 private constant DEPOSITED = 20_000e6;
    /// @dev No code behind it: what arrives there stays.
    address internal constant TREASURY = address(0x77ea5009);

    USDCMock internal immutable USDC;
    IPerpEngineV2 internal immutable ENGINE;
    IOrderbookV2 internal immutable BOOK;
    IOracleRouter internal immutable ORACLE;
    IVault internal immutable VAULT;
    IInsuranceFund internal immutable INSURANCE;

    Actor[ACTORS] internal actors;
    PriceSourceMock[SOURCES][MARKETS] internal sources;
    /// @dev Implementations in the order engine, book, oracle, vault, insurance; proxies in the same order.
    address[5] internal implementations;
    address[5] internal proxies;

    /// @dev Gives back the memory that a function took; only where it hands out none. Some engines copy the whole memory at
    /// every write, so that what piles up there costs more than the calls themselves.
    modifier scratch() {
        uint256 free;
        assembly {
            free := mload(0x40)
        }
        _;
        assembly {
            mstore(0x40, free)
        }
    }

    constructor() {
        USDC = new USDCMock();
        bytes memory forUsdc = abi.encodeCall(PerpEngineV2.initialize, (address(this), address(USDC)));
        address engine =
            address(new PerpEngineV2(address(new PerpEngineV2Extension()), address(new PerpEngineV2Auction())));
        ENGINE = IPerpEngineV2(_deploy(0, engine, forUsdc));
        BOOK = IOrderbookV2(
            _deploy(
                1,
                address(new OrderbookV2(address(new OrderbookV2Extension(address(new OrderbookV2Waiting()))))),
                abi.encodeCall(OrderbookV2.initialize, (address(this), address(ENGINE)))
            )
        );
        ORACLE = IOracleRouter(
            _deploy(2, address(new OracleRouter()), abi.encodeCall(OracleRouter.initialize, (address(this))))
        );
        // The vault and the fund take the same arguments as the engine, under the same signature.
        VAULT = IVault(_deploy(3, address(new Vault()), forUsdc));
        INSURANCE = IInsuranceFund(_deploy(4, address(new InsuranceFund()), forUsdc));

        ENGINE.setModules(address(BOOK), address(ORACLE), address(VAULT), address(INSURANCE), TREASURY);
        ENGINE.setFeeSplit(IEngineTypes.FeeSplit({vaultPpm: 500_000, insurancePpm: 300_000, treasuryPpm: 200_000}));
        ENGINE.setExposureCaps(uint128(Shape.accountNotionalCap()), uint128(Shape.backstopNotionalCap()));
        VAULT.setEngine(address(ENGINE));
        INSURANCE.setEngine(address(ENGINE));
        VAULT.setAllocator(address(this));
        VAULT.setAllocationLimits(ALLOCATION_CAP, MIN_IDLE_PPM);
        VAULT.setCooldown(COOLDOWN);
        for (uint16 id; id < MARKETS; ++id) {
            _openMarket(id);
        }
        for (uint256 who; who < ACTORS; ++who) {
            _createActor(who);
        }
    }

    /// @notice Where the parts of the system are, for whoever shows what a sequence of calls does to it.
    /// @return engine The engine's proxy.
    /// @return oracle The router's proxy.
    /// @return parties Who has accounts: the actors and, after them, the vault.
    /// @return markets How many markets are listed.
    function parts() external view returns (address engine, address oracle, address[] memory parties, uint16 markets) {
        parties = new address[](ACTORS + 1);
        for (uint256 who; who < parties.length; ++who) {
            parties[who] = _party(who);
        }
        return (address(ENGINE), address(ORACLE), parties, MARKETS);
    }

    /// @dev Whose account it is: an actor's or, after them, the vault's.
    function _party(uint256 who) internal view returns (address) {
        return who == VAULT_PARTY ? address(VAULT) : address(actors[who]);
    }

    function _deploy(uint256 index, address implementation, bytes memory initialization) private returns (address) {
        implementations[index] = implementation;
        proxies[index] = address(new ERC1967Proxy(implementation, initialization));
        return proxies[index];
    }

    function _openMarket(uint16 id) private {
        uint256 count = Shape.sourceCount(id);
        address[] memory list = new address[](count);
        for (uint256 i; i < count; ++i) {
            PriceSourceMock source = new PriceSourceMock();
            source.set(Shape.startPrice(id), block.timestamp);
            sources[id][i] = source;
            list[i] = address(source);
        }
        ENGINE.listMarket(Shape.market(id), Shape.funding(id));
        BOOK.openMarket(id);
        ORACLE.configureMarket(id, IOracleRouter.OracleConfig(Shape.MAX_AGE, Shape.minSources(id)), list);
        ORACLE.setGuards(id, Shape.guards(id));
        ORACLE.updatePrice(id);
    }

    function _createActor(uint256 who) private {
        Actor actor = new Actor();
        actors[who] = actor;
        USDC.mint(address(actor), MINTED);
        actor.perform(address(USDC), abi.encodeCall(USDC.approve, (address(ENGINE), type(uint256).max)));
        actor.perform(address(USDC), abi.encodeCall(USDC.approve, (address(VAULT), type(uint256).max)));
        actor.perform(address(USDC), abi.encodeCall(USDC.approve, (address(INSURANCE), type(uint256).max)));
        actor.perform(address(ENGINE), abi.encodeCall(IEngineCore.deposit, (DEPOSITED)));
    }
}
