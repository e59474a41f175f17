//! Licences, the seats under them, and what is kept of those.

use muster_domain::model::id::OrganizationId;
use muster_domain::model::license::{
    InstalledLicense, License, LicenseId, SignedLicense, Term, seats_under,
};
use muster_domain::model::organization::Organization;
use muster_domain::model::seat_history::SeatDay;
use muster_domain::model::seats::{SeatLimit, Seats};
use muster_domain::model::text::LicenseHolder;
use muster_domain::model::time::{Day, Duration, Timestamp};
use muster_domain::ports::{Locked, UnitOfWork};

use super::{Model, Taken};
use crate::World;
use crate::expect::{assert_refused, assert_same};
use crate::fixtures::at;

impl Model {
    /// Puts a licence in force, unless one of its name is in another organization.
    pub(super) async fn install(
        &mut self,
        unit: &mut dyn UnitOfWork,
        organization: &Locked<Organization>,
        license: License,
    ) -> Taken {
        let id = license.id.clone();
        let named = |installed: &InstalledLicense| installed.signed.license.id == id;
        let holder = self.licenses.iter().find(|(_, held)| named(held));
        let holder = holder.map(|(holder, _)| *holder);
        let found = unit.licenses().find_organization(&id).await;
        assert_eq!(found.expect("it is read"), holder);
        let installed = InstalledLicense {
            signed: SignedLicense {
                text: format!("the text of {license:?}"),
                license,
            },
            installed_at: at(70),
            installed_by: Some(organization.owner),
            noticed_at: None,
        };
        let put = unit.licenses().put(organization, &installed).await;
        if holder.is_some_and(|holder| holder != organization.id) {
            assert_refused(put);
            return Taken::Refused;
        }
        put.expect("it is in force nowhere else");
        self.licenses.insert(organization.id, installed);
        Taken::Yes
    }

    /// Keeps what the seats are on a day, as far as the days have come.
    pub(super) async fn keep_seats(
        &mut self,
        unit: &mut dyn UnitOfWork,
        organization: &Locked<Organization>,
        days: i64,
    ) {
        let id = organization.id;
        let seats = self.seats(id, SeatLimit::Unlimited);
        let kept = self.seat_days.entry(id).or_default();
        let last = kept.last().copied();
        let day = last.map_or(at(0).date_naive(), |last| last.day + Duration::days(days));
        let today = SeatDay::after(last, day, seats);
        let put = unit.seat_history().put(organization, today).await;
        put.expect("it is stored");
        kept.retain(|record| record.day != day);
        kept.push(today);
    }

    /// The seats of an organization under its licence, or under the operator's limit.
    pub(super) fn seats(&self, id: OrganizationId, unlicensed: SeatLimit) -> Seats {
        let license = self.licenses.get(&id);
        let license = license.map(|installed| &installed.signed.license);
        seats_under(license, unlicensed, self.seated(id), at(50))
    }

    /// What a unit of work reads of the licence and of the seats' history.
    pub(super) async fn check_license_of(
        &self,
        unit: &mut dyn UnitOfWork,
        locked: &Locked<Organization>,
    ) {
        let found = unit.licenses().find(locked).await.expect("it is read");
        assert_same(&found, &self.licenses.get(&locked.id).cloned());
        let found = unit.seat_history().find_last(locked).await;
        let meant = self.seat_days.get(&locked.id);
        let meant = meant.and_then(|days| days.last().copied());
        assert_same(&found.expect("it is read"), &meant);
    }

    /// What the directory tells of the licence and of the seats' history.
    pub(super) async fn check_license(&self, world: &World<'_>, id: OrganizationId) {
        let directory = &world.handle.directory;
        let found = directory.find_license(id).await.expect("it is read");
        assert_same(&found, &self.licenses.get(&id).cloned());
        let (first, last) = (Day::MIN, at(0).date_naive() + Duration::days(365));
        let found = directory.list_seat_days(id, first, last).await;
        let meant = self.seat_days.get(&id).cloned();
        assert_same(&found.expect("they are read"), &meant.unwrap_or_default());
    }

    /// A licence of these organizations. Other cases have others.
    pub(super) fn license(&self, number: usize, seats: SeatLimit, term: Term) -> License {
        let case = self.organizations.keys().next().expect("there are some");
        License {
            id: LicenseId::parse(&format!("{case}-{number}")).expect("an id"),
            holder: LicenseHolder::parse("Acme").expect("a name"),
            seats,
            term,
            organization: None,
            issued_at: Timestamp::UNIX_EPOCH,
        }
    }
}
