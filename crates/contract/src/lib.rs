//! The suite that every store must pass.
//!
//! An adapter implements [`Subject`] in its `tests/contract.rs` and adds one line:
//!
//! ```text
//! struct Sqlite(tempfile::TempDir);
//!
//! #[async_trait]
//! impl Subject for Sqlite {
//!     async fn fresh() -> Self { .. }               // an empty, migrated database
//!     async fn open(&self) -> Handle { .. }         // one more connection to the same database
//! }
//!
//! muster_contract::suite!(Sqlite);
//! ```
//!
//! The line becomes one `#[tokio::test]` for each case, named `<room>::<case>`, each on a fresh
//! subject; the adapter needs `tokio` with `macros` and `rt-multi-thread` among its dependencies.
//!
//! What the suite takes for granted:
//! - A subject is used by one case and dropped at its end: there the database may be deleted.
//! - After a port refused something, nothing more is asked of that unit of work; it is dropped.
//! - Rows refer to rows that exist, as a database with foreign keys demands.
//! - [`StoreError::Busy`](muster_domain::ports::StoreError::Busy) may come whenever several units of
//!   work are open; such a unit is begun anew. Any other error that no port's text names fails the case.

#![expect(
    clippy::missing_panics_doc,
    reason = "every function here is part of a test, and panics are how a test fails"
)]

mod brief;
pub mod cases;
mod crowd;
mod expect;
mod fixtures;
mod handle;
mod model;
mod post;
mod race;
mod small_world;

use std::time::Duration;

pub use fixtures::World;
pub use handle::{Handle, Subject};

/// Runs a case, which fails if it does not end: a unit of work that waits for ever must not hang the suite.
pub async fn run(case: impl Future<Output = ()>) {
    let limit = Duration::from_mins(2);
    tokio::time::timeout(limit, case)
        .await
        .expect("the case ends; two units wait for each other");
}

/// Expands to every case of the suite, run on the given [`Subject`].
#[macro_export]
macro_rules! suite {
    ($subject:ty) => {
        $crate::suite! { @rooms $subject;
            units: [
                a_dropped_unit_leaves_nothing,
                a_committed_unit_is_seen_whole_and_not_before,
                a_unit_sees_what_was_committed_before_it_began,
                a_read_sees_what_was_committed_before_it_was_asked_for,
                an_empty_unit_may_end_either_way,
                a_unit_whose_task_panicked_is_rolled_back,
                a_unit_whose_task_was_cancelled_is_rolled_back,
                a_store_that_is_there_answers_a_ping,
            ],
            organizations: [
                an_insert_gives_the_defaults_of_a_new_one,
                every_field_is_kept,
                an_unknown_one_is_not_locked,
                a_lock_reads_what_the_unit_itself_changed,
                a_second_lock_waits_and_sees_what_the_first_committed,
                a_second_lock_sees_nothing_of_what_was_dropped,
                what_was_rolled_back_cannot_be_updated,
            ],
            users: [
                an_insert_gives_the_defaults_of_a_new_one,
                every_field_is_kept,
                one_is_found_without_a_lock,
                an_unknown_one_is_not_locked,
                a_second_lock_sees_what_the_first_committed,
                an_address_is_found_however_it_is_written,
                a_second_one_for_an_address_is_refused,
                a_second_one_in_the_same_unit_is_refused,
                what_was_rolled_back_cannot_be_updated,
                last_activity_moves_forward_and_never_back,
                activity_of_an_account_that_is_gone_is_passed_over,
            ],
            memberships: [
                every_field_is_kept,
                every_standing_is_updated,
                a_stranger_has_none,
                a_second_one_is_refused,
                a_second_one_in_the_same_unit_is_refused,
                k70_a_removed_one_stays_beside_a_new_one,
                a_removed_one_does_not_come_back_beside_a_new_one,
                an_unknown_one_cannot_be_updated,
                k50_one_of_another_organization_cannot_be_updated,
                one_stays_in_its_organization,
                those_of_a_person_come_oldest_first,
                k25_seats_are_counted_as_the_domain_says,
                seats_are_counted_with_the_units_own_changes,
            ],
            addressees: [
                k40_a_members_address_is_known_however_it_is_written,
                whoever_was_not_removed_is_a_member,
                a_units_own_newcomer_is_a_member,
                administrators_come_oldest_membership_first,
            ],
            invite_links: [
                a_new_one_has_no_limits,
                every_field_is_kept,
                an_unknown_token_finds_none,
                a_second_one_is_refused,
                one_that_was_reset_makes_place_and_is_remembered,
                reset_and_new_are_one_unit,
                one_that_was_reset_does_not_come_back_beside_a_new_one,
                an_unknown_one_cannot_be_updated,
                k50_one_of_another_organization_cannot_be_updated,
            ],
            invitations: [
                every_field_of_a_new_one_is_kept,
                every_field_is_updated,
                k04_one_is_found_by_every_secret_it_ever_had,
                an_unknown_secret_finds_none,
                k50_one_of_another_organization_is_not_found,
                k50_one_of_another_organization_cannot_be_updated,
                an_unknown_one_cannot_be_updated,
                several_come_back_in_the_same_order,
            ],
            open_invitations: [
                k40_an_open_one_is_found_however_its_address_is_written,
                k40_a_second_open_one_for_an_address_is_refused,
                k08_one_that_ended_makes_place_and_is_remembered,
                end_and_new_are_one_unit,
                one_that_ended_does_not_come_back_beside_a_new_one,
                of_several_all_are_stored_or_none,
            ],
            sessions: [
                every_field_is_kept,
                activity_moves_forward_and_never_back,
                one_that_is_gone_is_passed_over,
                one_is_found_until_it_ends,
                a_new_one_is_never_taken_for_one_that_is_gone,
                all_of_a_person_end_but_the_one_to_keep,
                those_without_activity_since_then_are_deleted,
            ],
            api_tokens: [
                every_field_is_kept,
                one_is_found_by_its_account,
                a_second_one_is_refused,
                the_old_one_is_refused_once_it_was_replaced,
                none_cannot_be_replaced,
            ],
            personal_tokens: [
                every_field_is_kept,
                an_unknown_name_finds_none,
                a_second_one_of_a_name_is_refused,
                one_that_ended_is_found_and_not_listed,
                those_of_a_person_come_oldest_first,
                what_ended_keeps_its_time,
                an_unknown_one_is_not_ended,
                all_of_a_person_end_at_once,
                what_is_rolled_back_was_not_made_and_did_not_end,
            ],
            password_resets: [
                every_field_is_kept,
                an_unknown_secret_finds_none,
                a_person_may_have_several_and_all_end_at_once,
                what_ended_keeps_its_time,
                a_person_without_any_has_none_to_end,
                those_made_since_then_are_counted,
                those_that_expired_before_then_are_deleted,
            ],
            licenses: [
                every_field_is_kept,
                one_is_known_by_its_id_until_it_is_replaced,
                one_is_in_force_in_one_organization,
                those_whose_notice_is_due_come_first_ending_first,
            ],
            seat_history: [
                a_day_is_kept_and_replaced,
                days_are_listed_with_the_last_one_before,
            ],
            audit_log: [
                every_field_is_kept,
                an_event_is_stored_only_if_the_unit_is_committed,
                an_organizations_log_holds_only_its_own,
                several_are_recorded_in_their_order,
                the_newest_comes_first_on_every_page,
                k70_people_are_told_as_members_or_not,
            ],
            audit_queries: [
                events_stand_by_time_and_those_of_one_moment_by_id,
                each_filter_gives_what_it_names,
                filters_hold_together,
                a_span_of_time_includes_both_ends,
                words_are_looked_for_in_the_path_whatever_their_case,
                characters_of_patterns_are_taken_literally,
                of_groups_of_words_one_is_enough,
                any_number_of_words_is_looked_for,
                the_pages_of_a_query_are_all_that_matches_once,
            ],
            outbox: [
                mails_are_stored_only_if_the_unit_is_committed,
                the_longest_due_come_first_and_no_more_than_asked_for,
                what_is_not_due_is_not_given,
                what_was_sent_or_given_up_is_not_given_again,
                what_a_unit_took_and_dropped_is_due_again,
                a_long_list_of_invitations_stands_before_nobody,
                two_units_never_have_the_same_mail,
                a_second_lock_sees_what_the_first_committed,
                many_workers_try_each_mail_once,
            ],
            mails: [
                every_letter_is_kept_whole,
                every_field_of_a_new_one_is_kept,
                every_field_is_updated,
                a_secret_that_was_forgotten_is_gone,
            ],
            outbox_upkeep: [
                an_unknown_one_is_not_locked,
                only_what_is_queued_is_withdrawn,
                what_is_forgotten_leaves_no_delivery,
                what_is_about_others_is_not_withdrawn,
                one_that_was_withdrawn_cannot_be_updated,
                a_withdrawal_that_is_rolled_back_is_none,
                the_last_waiting_notice_is_the_newest,
                the_last_waiting_notice_is_seen_in_the_unit_that_wrote_it,
                what_finished_long_ago_is_deleted,
                what_waits_or_is_about_an_invitation_is_not_deleted,
                the_next_due_is_told,
                the_report_counts_what_waits_and_what_was_given_up,
            ],
            directory: [
                what_is_not_there_is_none,
                belongings_come_oldest_first_with_the_owners_address,
                who_belongs_nowhere_has_no_belongings,
                an_overview_tells_of_one_organization_what_the_single_reads_tell,
                organizations_come_oldest_first_with_their_owners,
                an_invite_link_is_found_by_its_token_also_after_a_reset,
            ],
            invitation_list: [
                those_in_each_state_are_listed_newest_first,
                k09_time_alone_makes_a_pending_one_expired,
                those_that_are_pending_are_counted,
                the_pages_are_everything_once,
                who_answers_for_it_is_told_as_a_member_or_not,
                each_has_the_delivery_of_its_latest_mail,
                k50_one_of_another_organization_is_not_found,
                k04_its_holder_finds_it_by_every_secret_it_ever_had,
            ],
            bearers: [
                an_unknown_credential_has_no_bearer,
                each_credential_is_its_own,
                k54_a_personal_token_that_ended_still_has_its_bearer,
                without_an_active_organization_none_is_addressed,
                a_member_is_found_whatever_the_standing,
                who_never_belonged_is_not_present,
                nobody_is_present_in_an_organization_that_is_not_there,
                who_was_removed_is_told_as_removed,
                who_came_back_after_a_removal_is_live,
                each_organization_has_its_own_membership,
                the_path_tells_more_than_the_active_organization,
                k52_access_ends_at_the_next_request_on_every_handle,
            ],
            members: [
                an_organization_that_is_not_there_has_no_members,
                the_owner_is_told_by_the_organization,
                k70_removed_members_are_listed_only_when_asked_for,
                a_removed_owner_is_none,
                one_member_is_found_unless_removed,
                everybody_present_is_counted,
                who_was_invited_is_told_when_and_by_whom,
                the_inviter_stands_beside_the_member,
                of_several_invitations_the_one_accepted_last_tells,
            ],
            member_order: [
                k69_the_pages_of_every_order_are_everybody_once,
                a_span_of_last_activity_includes_both_ends,
                k69_somebody_who_joins_between_two_pages_moves_nobody,
                who_waits_is_found_in_the_order_of_arrival,
                past_the_end_there_are_no_items,
            ],
            member_search: [
                a_search_finds_what_the_search_text_contains,
                characters_of_patterns_are_taken_literally,
                a_search_follows_a_changed_name,
                roles_are_judged_as_the_organization_sees_them,
                search_roles_order_and_page_hold_together,
            ],
            seat_races: [
                k21_of_fifty_writers_one_takes_the_last_seat,
                k21_seats_come_and_go_and_are_never_exceeded,
                k21_who_joins_without_a_seat_waits,
                a_link_is_used_no_more_often_than_it_may,
                who_joins_many_times_at_once_is_one_member,
            ],
            races: [
                of_many_transfers_one_happens,
                nobody_deactivates_the_one_who_becomes_the_owner,
                k48_of_twenty_first_visitors_with_one_address_one_makes_the_account,
                accepting_in_two_organizations_at_once_makes_one_account,
                k48_everybody_who_founds_at_once_owns_what_he_founded,
                of_many_resets_one_link_stays,
                a_reader_never_sees_half_a_unit,
            ],
            invitation_races: [
                k40_of_many_invitations_for_one_address_one_is_open,
                lists_that_overlap_leave_one_open_for_each_address,
                k02_of_many_who_accept_at_once_one_comes_in,
                an_invitation_is_accepted_or_revoked_and_never_both,
            ],
            bulk: [
                k47_ten_thousand_are_invited_resent_and_revoked_at_once,
                members_are_found_among_ten_thousand_addresses,
            ],
            random: [
                random_units_agree_with_a_model,
            ],
        }
    };
    (@rooms $subject:ty; $($room:ident: [$($case:ident),+ $(,)?]),+ $(,)?) => {
        $(
            mod $room {
                #[allow(unused_imports, clippy::allow_attributes, reason = "the subject may be named by a full path")]
                use super::*;

                $(
                    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                    async fn $case() {
                        let subject = <$subject as $crate::Subject>::fresh().await;
                        let world = $crate::World::new(&subject).await;
                        $crate::run($crate::cases::$room::$case(&world)).await;
                    }
                )+
            }
        )+
    };
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    /// A case that is written and not listed would be run nowhere.
    #[test]
    fn the_suite_lists_every_case() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cases");
        let listed = include_str!("lib.rs");
        for file in fs::read_dir(folder).expect("the folder of cases is there") {
            let path = file.expect("it can be read").path();
            let room = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .expect("a name")
                .to_owned();
            let code = fs::read_to_string(path).expect("it can be read");
            let cases = code
                .lines()
                .filter_map(|line| line.strip_prefix("pub async fn ")?.split('(').next());
            let listed = listed
                .split(&format!("            {room}: [\n"))
                .nth(1)
                .unwrap_or_default();
            let listed = listed.split(']').next().unwrap_or_default();
            for case in cases {
                assert!(
                    listed.contains(&format!(" {case},")),
                    "{room}::{case} is not listed"
                );
            }
        }
    }
}
