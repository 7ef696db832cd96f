// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ProofbookProperties} from "../ProofbookProperties.sol";
import {FoundryHarness} from "./FoundryHarness.sol";

/// @title The same handlers and properties, run by Foundry's invariant engine
/// @notice One campaign over all properties: the message names those that are broken. What is broken stays broken, so that
/// it is enough to ask at the end of a run.
contract FoundryProperties is FoundryHarness {
    function invariant_properties() external view {
        string memory broken;
        ProofbookProperties s = system;
        if (!s.echidna_MS_01_margin_rule_holds_after_fills()) broken = string.concat(broken, " MS-01");
        if (!s.echidna_MS_02_withdrawals_leave_initial_margin()) broken = string.concat(broken, " MS-02");
        if (!s.echidna_MS_03_only_the_unhealthy_are_liquidated()) broken = string.concat(broken, " MS-03");
        if (!s.echidna_MS_04_liquidation_leaves_the_solvent_healthier()) broken = string.concat(broken, " MS-04");
        if (!s.echidna_MS_05_no_call_makes_liquidatable()) broken = string.concat(broken, " MS-05");
        if (!s.echidna_MS_06_the_engine_tells_the_specified_margins()) broken = string.concat(broken, " MS-06");
        if (!s.echidna_MS_07_liquidators_carry_what_they_take()) broken = string.concat(broken, " MS-07");
        if (!s.echidna_MS_08_liquidation_takes_what_the_target_needs()) broken = string.concat(broken, " MS-08");
        if (!s.echidna_MS_09_only_uninsured_deficits_are_deleveraged()) broken = string.concat(broken, " MS-09");
        if (!s.echidna_MS_10_counterparties_lose_at_most_their_profit()) broken = string.concat(broken, " MS-10");
        if (!s.echidna_MS_11_the_deleveraged_end_at_zero()) broken = string.concat(broken, " MS-11");
        if (!s.echidna_MS_12_batches_skip_what_cannot_be_liquidated()) broken = string.concat(broken, " MS-12");
        if (!s.echidna_MS_13_a_flag_in_force_stands()) broken = string.concat(broken, " MS-13");
        if (!s.echidna_MS_14_dealing_with_oneself_gains_nothing()) broken = string.concat(broken, " MS-14");
        if (!s.echidna_OI_01_open_interest_is_the_accounts_sum()) broken = string.concat(broken, " OI-01");
        if (!s.echidna_OI_02_cap_holds_after_raising()) broken = string.concat(broken, " OI-02");
        if (!s.echidna_OI_03_reserved_lots_are_the_orders_lots()) broken = string.concat(broken, " OI-03");
        if (!s.echidna_OI_04_accounts_grow_within_their_caps()) broken = string.concat(broken, " OI-04");
        if (!s.echidna_OI_05_nobody_grows_while_reducing_only()) broken = string.concat(broken, " OI-05");
        if (!s.echidna_OI_06_the_vault_backs_up_to_its_cap()) broken = string.concat(broken, " OI-06");
        if (!s.echidna_FC_01_charged_is_paid_and_accrued()) broken = string.concat(broken, " FC-01");
        if (!s.echidna_FC_02_fee_splits_sum_to_the_fee()) broken = string.concat(broken, " FC-02");
        if (!s.echidna_FC_03_engine_is_solvent()) broken = string.concat(broken, " FC-03");
        if (!s.echidna_FC_04_unit_scaling_gains_nothing()) broken = string.concat(broken, " FC-04");
        if (!s.echidna_FC_05_bad_debt_is_the_last_resort()) broken = string.concat(broken, " FC-05");
        if (!s.echidna_FC_06_payouts_are_all_whole_units()) broken = string.concat(broken, " FC-06");
        if (!s.echidna_FC_07_the_funding_rate_is_the_books()) broken = string.concat(broken, " FC-07");
        if (!s.echidna_FC_08_funding_settles_what_was_owed()) broken = string.concat(broken, " FC-08");
        if (!s.echidna_FC_09_the_residual_is_never_negative()) broken = string.concat(broken, " FC-09");
        if (!s.echidna_FC_10_settling_closes_at_the_final_price()) broken = string.concat(broken, " FC-10");
        if (!s.echidna_FC_11_fills_charge_the_stated_fees()) broken = string.concat(broken, " FC-11");
        if (!s.echidna_FC_12_takeovers_are_at_mark()) broken = string.concat(broken, " FC-12");
        if (!s.echidna_NS_01_every_live_order_is_cancellable()) broken = string.concat(broken, " NS-01");
        if (!s.echidna_NS_02_book_is_not_crossed()) broken = string.concat(broken, " NS-02");
        if (!s.echidna_NS_03_levels_queues_and_bitmap_agree()) broken = string.concat(broken, " NS-03");
        if (!s.echidna_NS_04_orders_fill_by_their_terms_and_turn()) broken = string.concat(broken, " NS-04");
        if (!s.echidna_NS_05_auctions_clear_at_the_best_tick_in_turn()) broken = string.concat(broken, " NS-05");
        if (!s.echidna_NS_06_vault_fills_within_band_and_imbalance()) broken = string.concat(broken, " NS-06");
        if (!s.echidna_NS_07_auctions_end_and_release()) broken = string.concat(broken, " NS-07");
        if (!s.echidna_NS_08_stops_fire_when_crossed()) broken = string.concat(broken, " NS-08");
        if (!s.echidna_NS_09_quotes_tell_what_placing_does()) broken = string.concat(broken, " NS-09");
        if (!s.echidna_OR_01_no_stale_price_is_served()) broken = string.concat(broken, " OR-01");
        if (!s.echidna_OR_02_price_lies_within_its_sources()) broken = string.concat(broken, " OR-02");
        if (!s.echidna_OR_03_prices_come_from_sources_that_agree()) broken = string.concat(broken, " OR-03");
        if (!s.echidna_OR_04_jumps_are_confirmed()) broken = string.concat(broken, " OR-04");
        if (!s.echidna_OR_05_averages_are_exact()) broken = string.concat(broken, " OR-05");
        if (!s.echidna_OR_06_no_price_is_stored_in_an_outage()) broken = string.concat(broken, " OR-06");
        if (!s.echidna_OR_07_adapters_hand_on_sound_prices_unchanged()) broken = string.concat(broken, " OR-07");
        if (!s.echidna_SH_01_share_price_never_falls()) broken = string.concat(broken, " SH-01");
        if (!s.echidna_SH_02_donations_change_nothing()) broken = string.concat(broken, " SH-02");
        if (!s.echidna_SH_03_withdrawals_in_order_after_cooldown()) broken = string.concat(broken, " SH-03");
        if (!s.echidna_SH_04_promises_are_held()) broken = string.concat(broken, " SH-04");
        if (!s.echidna_SH_05_assets_are_idle_and_equity()) broken = string.concat(broken, " SH-05");
        if (!s.echidna_SH_06_allocation_within_limits()) broken = string.concat(broken, " SH-06");
        if (!s.echidna_AC_01_initialisers_are_locked()) broken = string.concat(broken, " AC-01");
        if (!s.echidna_AC_02_restricted_functions_refuse_strangers()) broken = string.concat(broken, " AC-02");
        if (!s.echidna_AC_04_the_fund_is_left_slowly()) broken = string.concat(broken, " AC-04");
        if (!s.echidna_AC_05_operators_stay_within_their_permissions()) broken = string.concat(broken, " AC-05");
        require(bytes(broken).length == 0, string.concat("broken:", broken));
    }
}
