//! The worker on the in-memory store, with mailers that misbehave in ways a mail server does not.

use std::sync::Mutex;

use async_trait::async_trait;
use muster_crypto::{
    AeadSealer, Argon2Hasher, Ed25519LicenseVerifier, JwtTokenSigner, OsTokenMint, ServerKey,
    SystemClock, VendorKey, new_license_id,
};
use muster_domain::model::address_list;
use muster_domain::model::api_token::TokenKinds;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::license::{License, Term};
use muster_domain::model::mail::OutboxReport;
use muster_domain::model::membership::MemberRole;
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::settings::{MailPolicy, Settings, SignUpPolicy};
use muster_domain::model::text::LicenseHolder;
use muster_domain::ports::{Clock as _, LicenseVerifier, NoVendors, OutgoingMail, Tools};
use muster_domain::use_cases::invitation::InvitePeople;
use muster_domain::use_cases::license::{InstallLicense, InstallManner};
use muster_domain::use_cases::organization::CreateOrganization;
use muster_memory::MemoryStore;
use proptest::prelude::*;
use tokio::task::JoinHandle;

use super::*;

/// Takes what it is sent. It never ends with what is for `slow@`, and panics over what is for `bad@`.
#[derive(Default)]
struct Moody(Mutex<Vec<String>>);

#[async_trait]
impl Mailer for Moody {
    async fn send(&self, mail: &OutgoingMail) -> Attempt {
        match mail.to.local_part() {
            "slow" => std::future::pending().await,
            "bad" => panic!("as a mailer must not"),
            _ => {
                let to = mail.to.as_str().to_owned();
                self.0.lock().expect("unpoisoned").push(to);
                Attempt::Taken
            }
        }
    }
}

fn muster() -> Muster {
    trusting(NoVendors)
}

fn trusting(licenses: impl LicenseVerifier + 'static) -> Muster {
    let store = Arc::new(MemoryStore::new());
    let key = ServerKey::parse(ServerKey::generate(), None).expect("long enough");
    let tools = Tools {
        hasher: Arc::new(Argon2Hasher::new()),
        mint: Arc::new(OsTokenMint),
        signer: Arc::new(JwtTokenSigner::new(key.clone())),
        licenses: Arc::new(licenses),
        sealer: Arc::new(AeadSealer::new(key)),
        clock: Arc::new(SystemClock),
    };
    let settings = Settings {
        unlicensed_seats: SeatLimit::Unlimited,
        license: None,
        sign_up: SignUpPolicy::Open,
        invitation_life: muster_domain::model::time::Duration::days(7),
        mail: MailPolicy::On,
        token_kinds: TokenKinds::BOTH,
    };
    Muster::new(store.clone(), store, tools, settings)
}

async fn invite(muster: &Muster, list: &str) {
    let create = CreateOrganization {
        owner: EmailAddress::parse("olga@example.com").expect("valid"),
        title: None,
    };
    let created = muster.run(&caller(), &create).await.expect("founded");
    let invite = InvitePeople {
        organization: created.organization.id,
        entries: address_list::parse([list]).expect("short"),
        role: Some(MemberRole::Annotator),
    };
    muster.run(&caller(), &invite).await.expect("invited");
}

/// A worker, and the word that ends it.
fn start(muster: &Muster, mailer: &Arc<Moody>) -> (JoinHandle<()>, watch::Sender<bool>) {
    let (stop, stops) = watch::channel(false);
    let mailer: Arc<dyn Mailer> = mailer.clone();
    let grace = Duration::from_millis(50);
    let worker = tokio::spawn(work(muster.clone(), Some(mailer), stops, grace));
    (worker, stop)
}

async fn until(muster: &Muster, queued: u64) -> OutboxReport {
    loop {
        let report = muster.directory().report_outbox().await.expect("readable");
        if report.queued == queued {
            return report;
        }
        sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_mail_that_hangs_or_panics_holds_up_no_other() {
    let muster = muster();
    let others: Vec<String> = (0..20).map(|n| format!("p{n}@example.com")).collect();
    let stuck = "slow@a.example bad@a.example slow@b.example bad@b.example ";
    invite(&muster, &format!("{stuck}{}", others.join(" "))).await;
    let mailer = Arc::new(Moody::default());
    let (worker, stop) = start(&muster, &mailer);
    until(&muster, 4).await;
    assert_eq!(mailer.0.lock().expect("unpoisoned").len(), 20);

    // Told to end, it does not wait for ever; what did not arrive is still queued.
    stop.send_replace(true);
    worker.await.expect("it ends by itself");
    until(&muster, 4).await;
}

#[tokio::test]
async fn administrators_are_told_by_mail_that_the_licence_ends() {
    let vendor = VendorKey::generate();
    let muster = trusting(Ed25519LicenseVerifier::new(&[vendor.public_key()]));
    let create = CreateOrganization {
        owner: EmailAddress::parse("olga@example.com").expect("valid"),
        title: None,
    };
    let created = muster.run(&caller(), &create).await.expect("founded");
    let now = SystemClock.now();
    let soon = (now + muster_domain::model::time::Duration::days(5)).date_naive();
    let license = License {
        id: new_license_id(),
        holder: LicenseHolder::parse("Acme").expect("a name"),
        seats: SeatLimit::Limited(3),
        term: Term::new(None, soon).expect("a term"),
        organization: None,
        issued_at: now,
    };
    let install = InstallLicense {
        organization: created.organization.id,
        text: vendor.issue(&license),
        manner: InstallManner::Unconfirmed,
    };
    muster.run(&caller(), &install).await.expect("installed");
    let mailer = Arc::new(Moody::default());
    let (worker, stop) = start(&muster, &mailer);
    let told = async {
        while mailer.0.lock().expect("unpoisoned").is_empty() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    let in_time = timeout(Duration::from_secs(20), told).await;
    in_time.expect("somebody is told");
    stop.send_replace(true);
    worker.await.expect("it ends by itself");
    let told = mailer.0.lock().expect("unpoisoned").clone();
    assert_eq!(told, ["olga@example.com"]);
}

#[tokio::test]
async fn after_the_end_was_told_no_mail_is_taken() {
    let muster = muster();
    let mailer = Arc::new(Moody::default());
    let (worker, stop) = start(&muster, &mailer);
    stop.send_replace(true);
    worker.await.expect("it ends by itself");
    invite(&muster, "ann@example.com").await;
    let (worker, stop) = start(&muster, &mailer);
    drop(stop);
    worker.await.expect("it ends with who could tell it");
    until(&muster, 1).await;
    assert!(mailer.0.lock().expect("unpoisoned").is_empty());
}

#[test]
fn no_address_is_in_what_the_log_says_of_a_refusal() {
    assert_eq!(
        without_addresses("550 5.1.1 <ann@example.com>: no such user"),
        "550 5.1.1 … no such user"
    );
}

proptest! {
    #[test]
    fn no_at_sign_is_left(reason in any::<String>()) {
        prop_assert!(!without_addresses(&reason).contains('@'));
    }
}
