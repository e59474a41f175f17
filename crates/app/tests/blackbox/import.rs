//! People come from a table and go into one.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::{Outcome, PASSWORD, Place, Server, eventually, link_in};

const TABLE: &str = "email,first_name,last_name,role\n\
    ann@example.com,Ann,Nguyen,annotator\n\
    bob@example.com,Bob,,RE\n\
    cem@example.com,Cem,,\n";

/// A place with an organization of Olga's, without a server.
fn place() -> Place {
    let place = Place::new();
    found(&place, "olga@example.com");
    place
}

fn found(place: &Place, owner: &str) {
    place
        .command(&["organization", "create", "--owner", owner])
        .done();
}

fn import(place: &Place, table: impl AsRef<[u8]>, flags: &[&str]) -> Outcome {
    std::fs::write(place.path("people.csv"), table).expect("written");
    place.command(&[&["member", "import", "people.csv"], flags].concat())
}

/// What became of each row.
fn statuses(outcome: &Outcome) -> Vec<String> {
    let rows: Vec<Value> = serde_json::from_str(&outcome.stdout).expect("it prints JSON");
    let status = |row: &Value| row["status"].as_str().expect("a word").to_owned();
    rows.iter().map(status).collect()
}

/// Address, names and role of everybody, the Owner included.
fn people(place: &Place, organization: &str) -> Vec<[String; 4]> {
    let list = ["member", "list", "--json", "--organization", organization];
    let members: Vec<Value> = serde_json::from_value(place.command(&list).json()).expect("a list");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let told = |member: &Value| {
        ["email", "first_name", "last_name", "role"].map(|field| text(&member[field]))
    };
    members.iter().map(told).collect()
}

#[tokio::test]
async fn people_are_imported_beside_a_running_server() {
    let mut server = Server::start();
    let olga = server.browser();
    olga.sign_up("/user/signup", "olga@example.com").await;
    let place = server.place();
    let before = people(place, "1");
    let told = import(place, TABLE, &["--dry-run"]).done();
    assert!(told.contains("nothing was changed: 3 created"), "{told}");
    assert_eq!(people(place, "1"), before);

    let done = import(place, TABLE, &["--json"]).json();
    assert_eq!(
        done[0],
        json!({"line": 2, "email": "ann@example.com", "status": "created", "role": "AN", "detail": "Annotator"})
    );
    let api = olga.api().await;
    let seats = api.get("/api/organizations/0/seats").await;
    assert_eq!(seats.json["used"], 3, "{seats:?}");

    let again = import(place, TABLE, &["--json"]);
    assert_eq!(again.code, 0);
    assert_eq!(statuses(&again), ["already_member"; 3]);
    assert_eq!(people(place, "1").len(), 4);
}

#[tokio::test]
async fn who_was_imported_chooses_a_password_by_the_mailed_link() {
    let mut server = Server::start();
    let olga = server.browser();
    olga.sign_up("/user/signup", "olga@example.com").await;
    import(server.place(), TABLE, &[]).done();
    import(
        server.place(),
        "email,role\ndan@example.com,AN\n",
        &["--send-mail"],
    )
    .done();
    let link = eventually("the mail in the log", async || {
        let log = server.log();
        log.contains("/user/password-reset?token=")
            .then(|| link_in(&log, "/user/password-reset"))
    })
    .await;
    assert!(!server.log().contains("ann@example.com"), "no mail unasked");
    let dan = server.browser();
    let page = dan.open(&link).await;
    dan.submit(&page, "password", &[("password", PASSWORD)])
        .await;
    let entered = dan.log_in("dan@example.com", PASSWORD).await;
    assert_eq!(entered.status, 302, "{}", entered.html);
    let api = dan.api().await;
    assert_eq!(api.get("/api/organizations/").await.status, 200);
}

#[test]
fn where_no_mail_is_sent_nobody_is_imported_to_be_mailed() {
    let place = place().with("MUSTER_SMTP_URL", "off");
    let told = import(&place, TABLE, &["--send-mail"]).refused(1);
    assert!(told.contains("sends no mail"), "{told}");
    assert_eq!(people(&place, "1").len(), 1);
}

#[test]
fn who_finds_no_seat_waits() {
    let place = place().with("MUSTER_UNLICENSED_SEATS", "3");
    let table = "email,role\na@example.com,AN\nb@example.com,AN\nc@example.com,AN\n";
    for flags in [["--json", "--dry-run"].as_slice(), &["--json"]] {
        let done = import(&place, table, flags);
        assert_eq!(statuses(&done), ["created", "created", "waits"]);
        assert_eq!(done.code, 0);
    }
    let exported = place.command(&["member", "export"]).done();
    assert!(
        exported.contains("c@example.com,,,Annotator,waiting,"),
        "{exported}"
    );
}

#[test]
fn a_dry_run_of_a_long_table_counts_seats_and_addresses_across_its_parts() {
    let place = place().with("MUSTER_UNLICENSED_SEATS", "701");
    let mut table = String::from("email,role\n");
    for number in 0..1200 {
        writeln!(table, "p{number}@example.com,AN").expect("written");
    }
    table.push_str("P0@example.com,AN\n");
    for flags in [["--json", "--dry-run"].as_slice(), &["--json"]] {
        let done = import(&place, &table, flags);
        let statuses = statuses(&done);
        assert_eq!(statuses[..700], ["created"; 700]);
        assert_eq!(statuses[700..1200], ["waits"; 500]);
        assert_eq!(statuses[1200], "refused");
        assert_eq!(done.code, 1);
        assert!(done.stdout.contains("stands in line 2 already"));
    }
}

#[test]
fn k13_owner_is_refused_for_its_row_and_the_others_are_done() {
    let place = place();
    let table = "email,role\neve@example.com,Owner\nmal@example.com,owner \nann@example.com,AN\nolga@example.com,OW\n";
    let done = import(&place, table, &[]);
    assert_eq!(done.code, 1);
    assert!(
        done.stdout
            .contains("owner is not a role that can be given"),
        "{}",
        done.stdout
    );
    assert!(
        done.stderr.contains("3 of 4 rows were refused"),
        "{}",
        done.stderr
    );
    let roles: Vec<_> = people(&place, "1")
        .into_iter()
        .map(|[email, .., role]| (email, role))
        .collect();
    let is = |email: &str, role: &str| (email.to_owned(), role.to_owned());
    assert_eq!(
        roles,
        [is("olga@example.com", "OW"), is("ann@example.com", "AN")]
    );
}

#[test]
fn k61_names_that_look_like_formulas_come_back_as_they_were() {
    let place = place();
    let names = [
        "=1+1",
        "+1",
        "-1",
        "@x",
        "'=1",
        "O'Neill",
        " Ann",
        "Nguyen, \"Ann\"",
        "\u{ff1d}1",
    ];
    let mut table = csv::Writer::from_writer(Vec::new());
    table
        .write_record(["email", "first_name", "last_name", "role"])
        .expect("written");
    for (number, name) in names.iter().enumerate() {
        let email = format!("=p{number}@example.com");
        // As somebody's own program writes it, without a guard; only what looks guarded needs one.
        let cell = if *name == "'=1" { "''=1" } else { name };
        let role = if number % 2 == 0 { "AN" } else { "" };
        table
            .write_record([&email, cell, "+49", role])
            .expect("written");
    }
    import(&place, table.into_inner().expect("written"), &[]).done();
    let imported = people(&place, "1");
    let first_names: Vec<_> = imported[1..].iter().map(|person| &person[1]).collect();
    assert_eq!(first_names, names.each_ref());

    let exported = place
        .command(&["member", "export", "--organization", "1"])
        .done();
    let mut reader = csv::Reader::from_reader(exported.as_bytes());
    for row in reader.records() {
        for cell in &row.expect("a row") {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\u{ff1d}']),
                "{cell}"
            );
        }
    }
    // Accounts that are there keep their names, so it takes another server to see what the table holds.
    let elsewhere = Place::new();
    found(&elsewhere, "zoe@example.com");
    import(&elsewhere, &exported, &[]).done();
    let [olga, others @ ..] = imported.as_slice() else {
        panic!("nobody was imported");
    };
    let restored = people(&elsewhere, "1");
    assert_eq!(restored[1][0], olga[0]);
    assert_eq!(
        restored[1][3], "AD",
        "the Owner of another organization is none here"
    );
    assert_eq!(restored[2..], *others);

    found(&place, "zoe@example.com");
    import(&place, &exported, &["--organization", "2"]).done();
    assert_eq!(people(&place, "2")[2..], *others);
    let same = import(&place, &exported, &["--organization", "1", "--json"]);
    assert_eq!(statuses(&same), vec!["already_member"; names.len() + 1]);
}

#[tokio::test]
async fn k27_the_rows_that_hold_seats_are_as_many_as_the_check_counts() {
    let mut server = Server::start_with(&[("MUSTER_UNLICENSED_SEATS", "3")]);
    let olga = server.browser();
    olga.sign_up("/user/signup", "olga@example.com").await;
    let place = server.place();
    let table =
        "email,role\na@example.com,AN\nb@example.com,RE\nc@example.com,\nd@example.com,MA\n";
    import(place, table, &[]).done();
    place
        .command(&["member", "deactivate", "b@example.com"])
        .done();
    place
        .command(&["member", "set-role", "c@example.com", "AN"])
        .done();
    let exported = server.command(&["member", "export"]).done();
    let mut reader = csv::Reader::from_reader(exported.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let told: Vec<_> = rows.iter().map(|row| [&row[3], &row[4]]).collect();
    assert_eq!(
        told,
        [
            ["Administrator", "owner"],
            ["Annotator", "active"],
            ["", "deactivated"],
            ["Annotator", "active"],
            ["Manager", "waiting"]
        ]
    );
    let api = olga.api().await;
    let seats = api.get("/api/organizations/0/seats").await;
    assert_eq!(seats.json["used"], 3, "{seats:?}");
    server
        .command(&["member", "set-role", "d@example.com", "MA"])
        .refused(1);
}

#[test]
fn what_is_no_table_of_people_is_refused_with_a_sentence() {
    let place = place();
    let bad: [(&[u8], &str); 6] = [
        (b"", "is empty"),
        (
            b"ann@example.com,Ann,Nguyen,AN\n",
            "names no column `email`",
        ),
        (b"\x7fELF\x02\x01\x01\0\0\xff\xfe", "not UTF-8"),
        (b"\0\0\0\0\n", "names no column `email`"),
        (b"email,email\n", "twice"),
        (&vec![b','; 3_000_000], "the row is longer than a megabyte"),
    ];
    for (table, sentence) in bad {
        let told = import(&place, table, &[]).refused(1);
        assert!(told.contains(sentence), "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
    }
    for (file, sentence) in [(".", "directory"), ("nowhere.csv", "No such file")] {
        let told = place.command(&["member", "import", file]).refused(1);
        assert!(told.contains(sentence), "{told}");
    }
    place.command(&["member", "import"]).refused(2);

    let columns: Vec<_> = (0..10_000).map(|number| format!("c{number}")).collect();
    let wide = format!("email\n{}\nann@example.com\n", columns.join(","));
    let done = import(&place, wide, &[]);
    assert!(done.stdout.contains("the row has 10000 cells"));
    assert_eq!(done.code, 1);
    let wide = format!("email,{}\n", columns.join(","));
    let done = import(&place, wide, &[]);
    assert!(done.stderr.contains("and 9995 more"), "{}", done.stderr);
    assert_eq!(done.code, 0);
    assert_eq!(people(&place, "1").len(), 2);
}
