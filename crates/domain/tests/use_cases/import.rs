//! Importing people from a list.

use muster_domain::model::audit::AuditAction;
use muster_domain::model::mail::Letter;
use muster_domain::model::membership::{Member, MemberRole, Role};
use muster_domain::model::page::PageRequest;
use muster_domain::model::refusal::Refusal as _;
use muster_domain::model::settings::MailPolicy;
use muster_domain::model::text::PersonName;
use muster_domain::ports::{Addressed, MemberQuery};
use muster_domain::use_cases::membership::{
    ImportManner, ImportMembers, ImportMembersError, ImportOutcome, ImportedMembers,
    ImportedPerson, ListMembers,
};

use crate::world::{Guest, World, address};

const IMPORT: ImportManner = ImportManner::Import;
const PREVIEW: ImportManner = ImportManner::Preview { taken: 0 };

fn person((email, role): (&str, Option<Role>)) -> ImportedPerson {
    ImportedPerson {
        email: address(email),
        first_name: PersonName::parse("Imported").expect("a name"),
        last_name: PersonName::default(),
        role,
    }
}

/// The list, imported into this person's organization.
async fn import(world: &World, host: &Guest, people: &[(&str, Option<Role>)]) -> ImportMembers {
    ImportMembers {
        organization: world.home(host).await,
        people: people.iter().copied().map(person).collect(),
        manner: IMPORT,
        send_mail: false,
    }
}

async fn imports(
    world: &World,
    host: &Guest,
    people: &[(&str, Option<Role>)],
) -> Result<ImportedMembers, ImportMembersError> {
    let import = import(world, host, people).await;
    world.operator_runs(&import).await
}

fn codes(done: &ImportedMembers) -> Vec<&'static str> {
    done.outcomes.iter().map(|outcome| outcome.code()).collect()
}

/// The members but the Owner: address, first name, role.
async fn people(world: &World, host: &Guest) -> Vec<(String, String, MemberRole)> {
    let list = ListMembers {
        organization: world.home(host).await,
        query: MemberQuery::all(PageRequest::everything()),
    };
    let found = world.sees(host, &list).await.expect("may see them").items;
    let told = |member: Member| {
        let user = member.user;
        let first_name = user.first_name.as_str().to_owned();
        (user.email.as_str().to_owned(), first_name, member.role)
    };
    let members = found.into_iter().map(|entry| told(entry.member));
    members
        .filter(|(_, _, role)| *role != MemberRole::Owner)
        .collect()
}

async fn joined(world: &World, host: &Guest) -> usize {
    let log = world.log(host).await;
    let joined = log
        .iter()
        .filter(|entry| entry.event.happening.action == AuditAction::MemberJoined);
    joined.count()
}

#[tokio::test]
async fn each_person_is_created_joins_or_stays_and_has_one_event() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let bob = world.founds("bob@example.com").await;
    world.joins("cem@example.com", &olga).await;
    let dan = world.joins("dan@example.com", &olga).await;
    let given = world.gives(&olga, &dan, MemberRole::Deactivated).await;
    given.expect("deactivated");
    let before = joined(&world, &olga).await;
    // Those that tell of who waits by the link.
    world.post().await;
    let list = [
        ("ann@example.com", Some(Role::Reviewer)),
        ("BOB@example.com", Some(Role::Annotator)),
        ("Cem@Example.com", Some(Role::Manager)),
        ("dan@example.com", Some(Role::Manager)),
        ("olga@example.com", Some(Role::Annotator)),
        ("eve@example.com", None),
    ];
    let done = imports(&world, &olga, &list).await.expect("imported");
    assert_eq!(
        codes(&done),
        [
            "created",
            "joined",
            "already_member",
            "already_member",
            "already_member",
            "created"
        ]
    );
    assert_eq!(done.taken, 2);
    assert_eq!(
        done.outcomes[2..5],
        [
            ImportOutcome::AlreadyMember(MemberRole::Pending),
            ImportOutcome::AlreadyMember(MemberRole::Deactivated),
            ImportOutcome::AlreadyMember(MemberRole::Owner),
        ]
    );
    let member = |email: &str, first_name: &str, role| (email.into(), first_name.into(), role);
    assert_eq!(
        people(&world, &olga).await,
        [
            member("cem@example.com", "", MemberRole::Pending),
            member("dan@example.com", "", MemberRole::Deactivated),
            member("ann@example.com", "Imported", MemberRole::Reviewer),
            member("bob@example.com", "", MemberRole::Annotator),
            member("eve@example.com", "Imported", MemberRole::Pending),
        ]
    );
    assert_eq!(joined(&world, &olga).await, before + 3);
    assert_eq!(world.seats(&olga).await.seats.used, 3);
    assert_eq!(
        world.owner_of(&olga).await,
        olga.user,
        "K13: nobody else owns it"
    );
    assert_ne!(
        world.home(&bob).await,
        world.home(&olga).await,
        "his active organization is still his own"
    );
    let there = Addressed::Organization(world.home(&olga).await);
    assert!(world.caller_in(&bob, there).await.is_ok());
    assert_eq!(world.post().await.len(), 0, "nobody is mailed");
}

#[tokio::test]
async fn who_finds_no_seat_waits_with_the_role_promised() {
    let world = World::with_seats(3);
    let olga = world.founds("olga@example.com").await;
    let list = [
        ("ann@example.com", Some(Role::Annotator)),
        ("bob@example.com", None),
        ("cem@example.com", Some(Role::Annotator)),
        ("dan@example.com", Some(Role::Reviewer)),
    ];
    let done = imports(&world, &olga, &list).await.expect("imported");
    assert_eq!(codes(&done), ["created", "created", "created", "waits"]);
    assert_eq!(done.taken, 2);
    let seats = world.seats(&olga).await;
    assert_eq!((seats.seats.used, seats.headcount.waiting), (3, 1));
    let again = imports(&world, &olga, &list).await.expect("imported");
    assert_eq!(codes(&again), ["already_member"; 4]);
    assert_eq!(again.taken, 0);
    assert_eq!(world.seats(&olga).await.headcount, seats.headcount);
}

#[tokio::test]
async fn a_preview_decides_the_same_and_changes_nothing() {
    let world = World::with_seats(3);
    let olga = world.founds("olga@example.com").await;
    world.founds("bob@example.com").await;
    let list = [
        ("ann@example.com", Some(Role::Annotator)),
        ("Ann@example.com", Some(Role::Annotator)),
        ("bob@example.com", Some(Role::Annotator)),
        ("cem@example.com", Some(Role::Annotator)),
        ("olga@example.com", Some(Role::Annotator)),
    ];
    let before = world.log(&olga).await.len();
    let mut preview = import(&world, &olga, &list).await;
    preview.manner = PREVIEW;
    let told = world.operator_runs(&preview).await.expect("looked at");
    assert_eq!(people(&world, &olga).await, []);
    assert_eq!(world.log(&olga).await.len(), before);
    assert_eq!(world.seats(&olga).await.seats.used, 1);

    preview.manner = ImportManner::Preview { taken: 1 };
    let later = world.operator_runs(&preview).await.expect("looked at");
    assert_eq!(
        codes(&later),
        [
            "created",
            "already_member",
            "waits",
            "waits",
            "already_member"
        ]
    );

    let done = imports(&world, &olga, &list).await.expect("imported");
    assert_eq!(told, done);
    assert_eq!(
        codes(&done),
        [
            "created",
            "already_member",
            "joined",
            "waits",
            "already_member"
        ]
    );
}

#[tokio::test]
async fn an_open_invitation_ends_where_its_address_is_imported() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let link = world.invites_one(&olga, "ann@example.com", MemberRole::Administrator);
    let link = link.await;
    let list = [("ann@example.com", Some(Role::Annotator))];
    imports(&world, &olga, &list).await.expect("imported");
    let refused = world.accepts(link, "ann@example.com").await;
    assert_eq!(
        refused.map(|_| ()).map_err(|error| error.code()),
        Err("invitation_revoked")
    );
}

#[tokio::test]
async fn who_has_no_password_is_mailed_a_link_where_that_is_asked_for() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    world.founds("bob@example.com").await;
    let list = [
        ("ann@example.com", Some(Role::Annotator)),
        ("bob@example.com", Some(Role::Annotator)),
        ("olga@example.com", None),
    ];
    let mut import = import(&world, &olga, &list).await;
    import.send_mail = true;
    let off = world.restarted(|settings| settings.mail = MailPolicy::Off);
    let refused = off.operator_runs(&import).await;
    assert_eq!(refused.map_err(|error| error.code()), Err("mail_off"));
    assert_eq!(people(&world, &olga).await, []);

    world.operator_runs(&import).await.expect("imported");
    let mails = world.post().await;
    let [mail] = mails.as_slice() else {
        panic!("one mail and no more: {mails:?}");
    };
    assert_eq!(mail.to.as_str(), "ann@example.com");
    assert!(matches!(mail.letter, Letter::Added { .. }));
}

#[tokio::test]
async fn only_the_operator_imports_and_only_so_many_at_once() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let mut list = import(&world, &olga, &[("ann@example.com", None)]).await;
    let refused = world.runs(&olga, &list).await;
    assert_eq!(refused.map_err(|error| error.code()), Err("forbidden"));
    list.people = vec![list.people[0].clone(); ImportMembers::MOST + 1];
    let refused = world.operator_runs(&list).await;
    assert_eq!(refused.map_err(|error| error.code()), Err("invalid"));
    assert_eq!(people(&world, &olga).await, []);
}
