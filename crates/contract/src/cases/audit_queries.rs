//! `Directory::list_audit_events`: filters, search, order and pages.

use muster_domain::model::audit::{AuditAction, AuditEvent, Cause, Happening, NewAuditEvent};
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::page::{Page, PageRequest};
use muster_domain::model::time::{Duration, Timestamp};
use muster_domain::ports::AuditQuery;

use crate::World;
use crate::expect::assert_same;
use crate::fixtures::{ANNOTATOR, at};

/// Events of one organization, in the order in which they were recorded, between those of another.
struct Log {
    organization: OrganizationId,
    people: Vec<UserId>,
    events: Vec<AuditEvent>,
}

const ACTIONS: [AuditAction; 3] = [
    AuditAction::RoleChanged,
    AuditAction::MemberJoined,
    AuditAction::MemberLeft,
];

const METHODS: [&str; 4] = ["POST", "CLI", "PATCH", "DELETE"];

const PATHS: [&str; 15] = [
    "/api/organizations/1/memberships",
    "/api/Organizations/1/MEMBERSHIPS/2",
    "/api/token/refresh/",
    "/api/token/",
    "member remove",
    "/100%/a_b",
    "/1000/aXb",
    "/100/a\\b",
    "/a%b\\_%",
    "/'; --\"?*[ab]",
    "/caf\u{e9}/\u{1f469}",
    "/cafe\u{301}/",
    "/ \u{5d0} ",
    "",
    "/x",
];

/// A log in which times go back and forth, and several events share a moment.
async fn log(world: &World<'_>) -> Log {
    let (organization, other) = (world.organization().await, world.organization().await);
    let mut people = vec![organization.owner];
    for _ in 0..2 {
        people.push(world.member(&organization, ANNOTATOR).await.user);
    }
    let event = |n: usize, organization| NewAuditEvent {
        at: at([30, 10, 10, 20, 40, 10, 30][n % 7]),
        actor: people.get(n % 4).copied(),
        happening: Happening {
            subject: people.get(n % 5).copied(),
            ..Happening::in_organization(organization, ACTIONS[n % 3]).to_value(n.to_string())
        },
        cause: Cause {
            method: METHODS[n / 2 % METHODS.len()].to_owned(),
            path: PATHS[n % PATHS.len()].to_owned(),
            ..Cause::command("")
        },
    };
    let count = 4 * PATHS.len();
    let both = |n| [event(n, other.id), event(n, organization.id)];
    let mut unit = world.begin().await;
    unit.audit_log()
        .insert((0..count).flat_map(both).collect())
        .await
        .expect("they are recorded");
    unit.commit().await.expect("it commits");
    let mut events = list(world, organization.id, &everything()).await.items;
    events.sort_by_key(|event| event.id);
    let kept: Vec<_> = events.iter().cloned().map(as_new).collect();
    let meant: Vec<_> = (0..count).map(|n| event(n, organization.id)).collect();
    assert_same(&kept, &meant);
    Log {
        organization: organization.id,
        people,
        events,
    }
}

fn as_new(event: AuditEvent) -> NewAuditEvent {
    NewAuditEvent {
        at: event.at,
        actor: event.actor,
        happening: event.happening,
        cause: event.cause,
    }
}

fn everything() -> AuditQuery {
    AuditQuery::all(PageRequest::everything())
}

/// Searches for one of these groups of words, each written with spaces between.
fn searching(groups: &[&str]) -> AuditQuery {
    let words = |group: &&str| group.split(' ').map(str::to_owned).collect();
    AuditQuery {
        search: groups.iter().map(words).collect(),
        ..everything()
    }
}

async fn list(
    world: &World<'_>,
    organization: OrganizationId,
    query: &AuditQuery,
) -> Page<AuditEvent> {
    let directory = &world.handle.directory;
    let page = directory.list_audit_events(organization, query).await;
    page.expect("they are read").map(|entry| entry.event)
}

impl Log {
    /// What the query means, in its order.
    fn meant(&self, query: &AuditQuery) -> Vec<AuditEvent> {
        let has = |path: &str, word: &String| {
            path.to_ascii_lowercase()
                .contains(&word.to_ascii_lowercase())
        };
        let matches = |event: &&AuditEvent| {
            let AuditEvent {
                cause,
                actor,
                happening,
                ..
            } = event;
            let one = |group: &Vec<String>| group.iter().all(|word| has(&cause.path, word));
            (query.actor.is_none() || query.actor == *actor)
                && (query.subject.is_none() || query.subject == happening.subject)
                && (query.actions.is_empty() || query.actions.contains(&happening.action))
                && (query.method.iter().all(|method| *method == cause.method))
                && (query.from.is_none_or(|from| from <= event.at))
                && (query.to.is_none_or(|to| event.at <= to))
                && (query.search.is_empty() || query.search.iter().any(one))
        };
        let mut events: Vec<_> = self.events.iter().filter(matches).cloned().collect();
        events.sort_by_key(|event| (event.at, event.id));
        if !query.oldest_first {
            events.reverse();
        }
        events
    }

    /// Asks in both orders, and tells how many there are.
    async fn check(&self, world: &World<'_>, query: &AuditQuery) -> usize {
        let mut count = 0;
        for oldest_first in [false, true] {
            let query = AuditQuery {
                oldest_first,
                ..query.clone()
            };
            let meant = self.meant(&query);
            count = meant.len();
            let found = list(world, self.organization, &query).await;
            assert_eq!(found.total, count as u64, "{query:?}");
            assert_same(&found.items, &meant);
        }
        count
    }
}

pub async fn events_stand_by_time_and_those_of_one_moment_by_id(world: &World<'_>) {
    let log = log(world).await;
    assert_eq!(log.check(world, &everything()).await, log.events.len());
}

pub async fn each_filter_gives_what_it_names(world: &World<'_>) {
    let log = log(world).await;
    for person in &log.people {
        let query = AuditQuery {
            actor: Some(*person),
            ..everything()
        };
        assert!(log.check(world, &query).await > 0);
    }
    for person in &log.people {
        let query = AuditQuery {
            subject: Some(*person),
            ..everything()
        };
        assert!(log.check(world, &query).await > 0);
    }
    for actions in [&ACTIONS[..1], &ACTIONS[1..], &[AuditAction::ContactChanged]] {
        let query = AuditQuery {
            actions: actions.to_vec(),
            ..everything()
        };
        let found = log.check(world, &query).await;
        assert_eq!(found > 0, actions.len() == 2 || actions == &ACTIONS[..1]);
    }
    for method in METHODS {
        let query = AuditQuery {
            method: Some(method.to_owned()),
            ..everything()
        };
        assert!(log.check(world, &query).await > 0);
    }
    for method in ["", "%", "POS_", "GET", "POST ", "' OR 1=1 --"] {
        let query = AuditQuery {
            method: Some(method.to_owned()),
            ..everything()
        };
        assert_eq!(log.check(world, &query).await, 0, "{method:?}");
    }
    // Who did nothing, and whom there is not.
    for actor in [world.user().await.id, UserId::new(i64::MAX)] {
        let query = AuditQuery {
            actor: Some(actor),
            ..everything()
        };
        assert_eq!(log.check(world, &query).await, 0);
    }
}

pub async fn filters_hold_together(world: &World<'_>) {
    let log = log(world).await;
    let mut found = 0;
    for (actor, subject) in [
        (None, None),
        (Some(log.people[0]), None),
        (Some(log.people[2]), Some(log.people[1])),
    ] {
        for method in [None, Some("POST".to_owned()), Some("CLI".to_owned())] {
            for (from, to) in [(None, None), (Some(at(20)), None), (None, Some(at(20)))] {
                for groups in [&[][..], &["api", "100"], &["a b"]] {
                    let query = AuditQuery {
                        actor,
                        subject,
                        method: method.clone(),
                        from,
                        to,
                        ..searching(groups)
                    };
                    found += usize::from(log.check(world, &query).await > 0);
                }
            }
        }
    }
    assert!(found > 40, "{found} of the queries find anything");
}

pub async fn a_span_of_time_includes_both_ends(world: &World<'_>) {
    let log = log(world).await;
    let moment = Duration::microseconds(1);
    let ends = [
        Timestamp::MIN_UTC,
        at(10) - moment,
        at(10),
        at(10) + moment,
        at(30),
        at(40),
        at(40) + moment,
        Timestamp::MAX_UTC,
    ];
    for from in ends.into_iter().map(Some).chain([None]) {
        for to in ends.into_iter().map(Some).chain([None]) {
            let query = AuditQuery {
                from,
                to,
                ..everything()
            };
            log.check(world, &query).await;
        }
    }
    let one_moment = AuditQuery {
        from: Some(at(20)),
        to: Some(at(20)),
        ..everything()
    };
    assert!(log.check(world, &one_moment).await > 0);
    let backwards = AuditQuery {
        from: Some(at(40)),
        to: Some(at(10)),
        ..everything()
    };
    assert_eq!(log.check(world, &backwards).await, 0);
}

pub async fn words_are_looked_for_in_the_path_whatever_their_case(world: &World<'_>) {
    let log = log(world).await;
    for word in [
        "memberships",
        "MEMBERSHIPS",
        "mEmBeR",
        "/api/TOKEN/",
        "caf\u{e9}",
        "CAF\u{e9}",
        "cafe\u{301}",
        "\u{301}",
        "\u{1f469}",
        "\u{5d0}",
        "/",
        "",
    ] {
        assert!(log.check(world, &searching(&[word])).await > 0, "{word:?}");
    }
    for word in ["no such path", "POST", "role_changed", "tokenrefresh"] {
        let query = AuditQuery {
            search: vec![vec![word.to_owned()]],
            ..everything()
        };
        assert_eq!(log.check(world, &query).await, 0, "{word:?}");
    }
}

pub async fn characters_of_patterns_are_taken_literally(world: &World<'_>) {
    let log = log(world).await;
    let mut counts = Vec::new();
    for word in [
        "%", "_", "\\", "100%", "a_b", "a%b", "a\\b", "\\_", "_%", "\\_%", "'", "\"", "--", "*",
        "?", "[ab]",
    ] {
        let count = log.check(world, &searching(&[word])).await;
        assert!(
            count > 0 && count < log.events.len() / 2,
            "{word:?}: {count}"
        );
        counts.push(count);
    }
    assert_eq!(counts[..2], [8, 8], "a wild card would find them all");
    for word in ["%%", "__", "\\\\", "\\%", "%_", "/%/", "\u{0}", "x\u{0}"] {
        assert_eq!(log.check(world, &searching(&[word])).await, 0, "{word:?}");
    }
    let endless = "a".repeat(100_000);
    assert_eq!(log.check(world, &searching(&[&endless])).await, 0);
}

pub async fn of_groups_of_words_one_is_enough(world: &World<'_>) {
    let log = log(world).await;
    for (groups, meant) in [
        (&["api token"][..], 8),
        (&["refresh token API"], 4),
        (&["token", "refresh"], 8),
        (&["refresh", "member remove"], 8),
        (&["token 100", "a_b %"], 4),
        (&["token memberships"], 0),
        (&["token memberships", "/x"], 4),
        (&["api api api"], 16),
        (&["no", "such"], 0),
    ] {
        let query = searching(groups);
        assert_eq!(log.check(world, &query).await, meant, "{groups:?}");
    }
    // A group without words asks for nothing.
    let mut query = searching(&["token"]);
    query.search.push(Vec::new());
    assert_eq!(log.check(world, &query).await, log.events.len());
}

/// Nobody gets an error for what he pastes into a field.
pub async fn any_number_of_words_is_looked_for(world: &World<'_>) {
    let log = log(world).await;
    let many = |word: &dyn Fn(usize) -> String| (0..5_000).map(word).collect::<Vec<_>>();
    let nowhere = many(&|n| format!("no{n}"));
    let same = many(&|n| ["api", "token", "API"][n % 3].to_owned());
    let alone = |words: Vec<String>| words.into_iter().map(|word| vec![word]).collect();
    let mut found_last: Vec<_> = alone(nowhere.clone());
    found_last.push(vec!["refresh".to_owned()]);
    for (search, meant) in [
        (vec![nowhere.clone()], 0),
        (alone(nowhere), 0),
        (found_last, 4),
        (vec![same.clone()], 8),
        (alone(same), 16),
    ] {
        let query = AuditQuery {
            search,
            ..everything()
        };
        let found = list(world, log.organization, &query).await;
        assert_eq!((found.total, found.items.len()), (meant as u64, meant));
    }
}

pub async fn the_pages_of_a_query_are_all_that_matches_once(world: &World<'_>) {
    let log = log(world).await;
    let queries = [
        everything(),
        searching(&["api", "100"]),
        AuditQuery {
            actor: Some(log.people[1]),
            ..everything()
        },
        AuditQuery {
            from: Some(at(20)),
            ..everything()
        },
    ];
    for query in queries {
        for (oldest_first, size) in [(false, 1), (true, 3), (false, 7), (true, 10)] {
            let mut query = AuditQuery {
                oldest_first,
                page: PageRequest { page: 1, size },
                ..query.clone()
            };
            let meant = log.meant(&query);
            let mut found = Vec::new();
            loop {
                let page = list(world, log.organization, &query).await;
                assert_eq!(page.total, meant.len() as u64);
                if page.items.is_empty() {
                    break;
                }
                found.extend(page.items);
                query.page.page += 1;
            }
            assert_same(&found, &meant);
        }
    }
}
