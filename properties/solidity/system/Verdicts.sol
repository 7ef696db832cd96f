// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Which properties have been broken so far
/// @notice A handler that sees a promise broken books it here; the property of that id answers false from then on.
abstract contract Verdicts {
    /// @notice A promise was broken.
    /// @param id id of the property in the catalogue
    /// @param why what was seen
    event Broken(bytes5 indexed id, string why);

    bytes5 internal constant MS_01 = "MS-01";
    bytes5 internal constant MS_02 = "MS-02";
    bytes5 internal constant MS_03 = "MS-03";
    bytes5 internal constant MS_04 = "MS-04";
    bytes5 internal constant MS_05 = "MS-05";
    bytes5 internal constant MS_06 = "MS-06";
    bytes5 internal constant MS_07 = "MS-07";
    bytes5 internal constant MS_08 = "MS-08";
    bytes5 internal constant MS_09 = "MS-09";
    bytes5 internal constant MS_10 = "MS-10";
    bytes5 internal constant MS_11 = "MS-11";
    bytes5 internal constant MS_12 = "MS-12";
    bytes5 internal constant MS_13 = "MS-13";
    bytes5 internal constant MS_14 = "MS-14";
    bytes5 internal constant OI_01 = "OI-01";
    bytes5 internal constant OI_02 = "OI-02";
    bytes5 internal constant OI_03 = "OI-03";
    bytes5 internal constant OI_04 = "OI-04";
    bytes5 internal constant OI_05 = "OI-05";
    bytes5 internal constant OI_06 = "OI-06";
    bytes5 internal constant FC_01 = "FC-01";
    bytes5 internal constant FC_02 = "FC-02";
    bytes5 internal constant FC_03 = "FC-03";
    bytes5 internal constant FC_04 = "FC-04";
    bytes5 internal constant FC_05 = "FC-05";
    bytes5 internal constant FC_06 = "FC-06";
    bytes5 internal constant FC_07 = "FC-07";
    bytes5 internal constant FC_08 = "FC-08";
    bytes5 internal constant FC_09 = "FC-09";
    bytes5 internal constant FC_10 = "FC-10";
    bytes5 internal constant FC_11 = "FC-11";
    bytes5 internal constant FC_12 = "FC-12";
    bytes5 internal constant NS_01 = "NS-01";
    bytes5 internal constant NS_02 = "NS-02";
    bytes5 internal constant NS_03 = "NS-03";
    bytes5 internal constant NS_04 = "NS-04";
    bytes5 internal constant NS_05 = "NS-05";
    bytes5 internal constant NS_06 = "NS-06";
    bytes5 internal constant NS_07 = "NS-07";
    bytes5 internal constant NS_08 = "NS-08";
    bytes5 internal constant NS_09 = "NS-09";
    bytes5 internal constant OR_01 = "OR-01";
    bytes5 internal constant OR_02 = "OR-02";
    bytes5 internal constant OR_03 = "OR-03";
    bytes5 internal constant OR_04 = "OR-04";
    bytes5 internal constant OR_05 = "OR-05";
    bytes5 internal constant OR_06 = "OR-06";
    bytes5 internal constant OR_07 = "OR-07";
    bytes5 internal constant SH_01 = "SH-01";
    bytes5 internal constant SH_02 = "SH-02";
    bytes5 internal constant SH_03 = "SH-03";
    bytes5 internal constant SH_04 = "SH-04";
    bytes5 internal constant SH_05 = "SH-05";
    bytes5 internal constant SH_06 = "SH-06";
    bytes5 internal constant AC_01 = "AC-01";
    bytes5 internal constant AC_02 = "AC-02";
    bytes5 internal constant AC_04 = "AC-04";
    bytes5 internal constant AC_05 = "AC-05";

    mapping(bytes5 id => bool) private _broken;

    function _break(bytes5 id, string memory why) internal {
        _broken[id] = true;
        emit Broken(id, why);
    }

    function _holds(bytes5 id) internal view returns (bool) {
        return !_broken[id];
    }
}
