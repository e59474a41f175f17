//! `Directory::list_members`: search and roles.

use muster_domain::model::membership::{Member, MemberRole};
use muster_domain::model::page::PageRequest;
use muster_domain::model::text::searchable;
use muster_domain::ports::{MemberOrder, MemberQuery};

use crate::World;
use crate::crowd::{SORTS, crowd, everybody, ids, list, name, sorted};
use crate::expect::assert_same;
use crate::fixtures::{ANNOTATOR, at};

pub async fn a_search_finds_what_the_search_text_contains(world: &World<'_>) {
    let (organization, members) = crowd(world, 50).await;
    let needles = [
        "",
        " ",
        "%",
        "_",
        "\\",
        "%%",
        "__",
        "\\%",
        "\\_",
        "0%",
        "a_b",
        "a%b",
        "a%",
        "%_%",
        "'",
        "''",
        "\"",
        "[ab]",
        "*",
        "?",
        "--",
        ";",
        "ann",
        "ANN",
        "Ann ",
        " ann",
        "\u{e1}nn",
        "\u{c1}NN",
        "a\u{301}NN",
        "\u{301}",
        "zo\u{eb}",
        "ZOE",
        "stra\u{df}e",
        "STRASSE",
        "strasse",
        "\u{130}STANBUL",
        "istanbul",
        "\u{3c3}",
        "\u{3c2}",
        "\u{3a3}",
        "\u{ff21}nn",
        "\u{1f469}",
        "\u{1f52c}",
        "@example",
        "EX\u{c4}MPLE",
        "xn--",
        "p00",
        "P00_",
        "_1@",
        "person",
        "@",
        "no such person",
        "\u{0}",
    ];
    for needle in needles {
        let needle = searchable(needle);
        let matches = |member: &&Member| member.user.search_text().contains(&needle);
        let meant: Vec<_> = members.iter().filter(matches).cloned().collect();
        let query = MemberQuery {
            search: Some(needle.clone()),
            ..everybody()
        };
        let found = list(world, organization.id, &query).await;
        assert_eq!(found.total, meant.len() as u64, "{needle:?}");
        assert_same(&found.items, &meant);
    }
}

pub async fn characters_of_patterns_are_taken_literally(world: &World<'_>) {
    let organization = world.organization().await;
    let names = ["100%", "1000", "a_b", "aXb", "c\\d", "c%d"];
    let mut people = Vec::new();
    for text in names {
        let member = world.member(&organization, ANNOTATOR).await;
        world
            .edit_user(member.user, |user| user.first_name = name(text))
            .await;
        people.push(member.id);
    }
    let cases: [(&str, &[usize]); 9] = [
        ("%", &[0, 5]),
        ("100%", &[0]),
        ("100", &[0, 1]),
        ("a_b", &[2]),
        ("_", &[2]),
        ("\\", &[4]),
        ("c\\d", &[4]),
        ("c%d", &[5]),
        ("\\%", &[]),
    ];
    for (needle, meant) in cases {
        let query = MemberQuery {
            search: Some(needle.into()),
            ..everybody()
        };
        let found = ids(&list(world, organization.id, &query).await);
        assert_eq!(
            found,
            meant.iter().map(|n| people[*n]).collect::<Vec<_>>(),
            "{needle}"
        );
    }
}

pub async fn a_search_follows_a_changed_name(world: &World<'_>) {
    let organization = world.organization().await;
    let member = world.member(&organization, ANNOTATOR).await;
    let search = |needle: &str| MemberQuery {
        search: Some(searchable(needle)),
        ..everybody()
    };
    for (new, old) in [("\u{c9}va", "Nagy"), ("Nagy", "\u{c9}va"), ("", "Nagy")] {
        world
            .edit_user(member.user, |user| user.last_name = name(new))
            .await;
        if !new.is_empty() {
            let found = list(world, organization.id, &search(new)).await;
            assert_eq!(ids(&found), [member.id]);
        }
        assert_eq!(ids(&list(world, organization.id, &search(old)).await), []);
    }
}

pub async fn roles_are_judged_as_the_organization_sees_them(world: &World<'_>) {
    let (organization, members) = crowd(world, 30).await;
    let sets = MemberRole::ALL.iter().map(|role| vec![*role]).chain([
        vec![],
        vec![MemberRole::Owner, MemberRole::Administrator],
        vec![
            MemberRole::Pending,
            MemberRole::Pending,
            MemberRole::Deactivated,
        ],
        MemberRole::ALL.to_vec(),
    ]);
    for roles in sets {
        let meant: Vec<_> = members
            .iter()
            .filter(|member| roles.is_empty() || roles.contains(&member.role))
            .cloned()
            .collect();
        let found = list(
            world,
            organization.id,
            &MemberQuery {
                roles,
                ..everybody()
            },
        )
        .await;
        assert_eq!(found.total, meant.len() as u64);
        assert_same(&found.items, &meant);
    }
}

pub async fn search_roles_order_and_page_hold_together(world: &World<'_>) {
    let (organization, members) = crowd(world, 60).await;
    let roles = vec![
        MemberRole::Annotator,
        MemberRole::Pending,
        MemberRole::Owner,
    ];
    let meant: Vec<_> = members
        .iter()
        .filter(|member| roles.contains(&member.role) && member.user.search_text().contains("nn"))
        .cloned()
        .collect();
    assert!(meant.len() > 6, "the crowd has enough of them");
    for by in SORTS {
        let order = MemberOrder {
            by,
            descending: true,
        };
        let page = PageRequest { page: 2, size: 3 };
        let query = MemberQuery {
            search: Some("nn".into()),
            roles: roles.clone(),
            active_from: Some(at(4)),
            active_to: Some(at(6)),
            waiting: false,
            removed: false,
            order,
            page,
        };
        let found = list(world, organization.id, &query).await;
        assert_eq!(found.total, meant.len() as u64);
        assert_same(&found.items, &sorted(&meant, order)[3..6].to_vec());
    }
}
