// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

// Compiled with the system, so that whoever deploys from the artifacts has the proxy that stands before every contract.
// forge-lint: disable-next-line(unused-import)
// solhint-disable-next-line no-unused-import
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
