// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ownable2StepUpgradeable} from "@openzeppelin/contracts-upgradeable/access/Ownable2StepUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts-upgradeable/proxy/utils/UUPSUpgradeable.sol";

/// @title An implementation to upgrade to: it can do nothing but say that it is the next one
contract NextVersion is Ownable2StepUpgradeable, UUPSUpgradeable {
    function version() external pure returns (uint256) {
        return 3;
    }

    function _authorizeUpgrade(address) internal override onlyOwner {}
}
