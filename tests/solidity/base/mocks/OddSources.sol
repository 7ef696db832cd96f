// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPriceSource} from "contracts/interfaces/IPriceSource.sol";

/// @title Answers one word where two are due
contract ShortSource {
    fallback() external {
        assembly {
            mstore(0, 2000000000000000000000)
            return(0, 0x20)
        }
    }
}

/// @title Answers a valid reading and 100,000 bytes more
contract LongSource {
    fallback() external {
        assembly {
            mstore(0, 2000000000000000000000)
            mstore(0x20, timestamp())
            return(0, 100000)
        }
    }
}

/// @title A source that needs almost all of its stipend for a good answer
contract HungrySource is IPriceSource {
    uint256 private immutable _price;
    uint256 private immutable _gas;

    constructor(uint256 price, uint256 gas_) {
        (_price, _gas) = (price, gas_);
    }

    function read() external view returns (uint256, uint256) {
        uint256 start = gasleft();
        uint256 spin;
        while (start - gasleft() < _gas) {
            unchecked {
                ++spin;
            }
        }
        return (_price, block.timestamp);
    }
}
