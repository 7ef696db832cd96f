// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IFeeSink} from "../interfaces/IFeeSink.sol";
import {IInsuranceFund} from "../interfaces/IInsuranceFund.sol";
import {ProofbookUpgradeable} from "./base/ProofbookUpgradeable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title InsuranceFund: pays deficits to the engine and to nobody else
contract InsuranceFund is ProofbookUpgradeable, IInsuranceFund {
    using SafeERC20 for IERC20;

    /// @custom:storage-location erc7201:proofbook.insurance.v2
    struct FundState {
        IERC20 asset;
        address engine;
        uint256 balance;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("proofbook.insurance.v2")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant FUND_STATE_SLOT = 0xc4759a4e10f5d3fe45ab5ca3bb0273c899a8c0329b29a0b315f3da270e4b6600;

    modifier onlyEngine() {
        if (msg.sender != _state().engine) revert NotEngine(msg.sender);
        _;
    }

    /// @notice Sets the owner and the asset. Once only.
    function initialize(address owner_, address asset) external initializer {
        if (asset == address(0)) revert ZeroAddress();
        __Ownable_init(owner_);
        _state().asset = IERC20(asset);
    }

    /// @inheritdoc IInsuranceFund
    function cover(uint256 assets) external onlyEngine returns (uint256 paid) {
        FundState storage state = _state();
        paid = Math.min(assets, state.balance);
        state.balance -= paid;
        emit Covered(assets, paid);
        if (paid > 0) state.asset.safeTransfer(msg.sender, paid);
    }

    /// @inheritdoc IFeeSink
    function onFeesReceived(uint256 assets) external onlyEngine {
        _state().balance += assets;
        emit FeesReceived(assets);
    }

    /// @inheritdoc IInsuranceFund
    function setEngine(address engine) external onlyOwner {
        if (engine == address(0)) revert ZeroAddress();
        _state().engine = engine;
        emit EngineSet(engine);
    }

    /// @inheritdoc IInsuranceFund
    function balance() external view returns (uint256) {
        return _state().balance;
    }

    function _state() private pure returns (FundState storage state) {
        assembly {
            state.slot := FUND_STATE_SLOT
        }
    }
}
