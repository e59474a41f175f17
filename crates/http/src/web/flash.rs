//! What is said once on the next page: a word in a short-lived cookie, perhaps with a number or another
//! word of ours, never free text.

use std::time::Duration;

use muster_domain::model::api_token::TokenKinds;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::membership::{MemberRole, Standing};
use muster_domain::model::settings::MailPolicy;
use muster_domain::use_cases::account::Account;
use poem::web::cookie::{Cookie, CookieJar, SameSite};

use super::invitation::would_wait;
use super::organization::counted;
use crate::edge::PublicUrl;

const COOKIE: &str = "flash";
/// Long enough to follow a redirect, too short to come up days later.
const LIFE: Duration = Duration::from_mins(1);

/// Has the next page say something.
pub(super) fn put(jar: &CookieJar, public: &PublicUrl, say: Flash) {
    jar.add(cookie(&say.code(), LIFE, public));
}

/// What is to be said, which then is said.
pub(super) fn take(jar: &CookieJar, public: &PublicUrl) -> Option<Flash> {
    let word = jar.get(COOKIE)?;
    jar.add(cookie("", Duration::ZERO, public));
    Flash::from_code(word.value_str())
}

fn cookie(word: &str, life: Duration, public: &PublicUrl) -> Cookie {
    let mut cookie = Cookie::new_with_str(COOKIE, word);
    cookie.set_path(public.cookie_path());
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_secure(public.is_https());
    cookie.set_max_age(life);
    cookie
}

/// Declares the things that are said, each with its word in the cookie.
macro_rules! flashes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $text:literal);+ $(;)?) => {
        /// Something to say once.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Flash {
            $($(#[$doc])* $name,)+
            /// After an invitation was accepted.
            Accepted(OrganizationId),
            /// After so many people were invited, and so many of them would find no seat.
            Invited(u64, u64),
            /// After so many people were changed at once, and so many could not be.
            PeopleChanged(usize, usize),
            /// After a change of password, from which these kinds of token remain (K53).
            PasswordChanged(TokenKinds),
        }

        impl Flash {
            /// The word in the cookie.
            pub(super) fn code(self) -> String {
                match self {
                    $(Self::$name => $code.to_owned(),)+
                    Self::Accepted(organization) => format!("accepted.{organization}"),
                    Self::Invited(people, waiting) => format!("invited.{people}.{waiting}"),
                    Self::PeopleChanged(changed, refused) => format!("people-changed.{changed}.{refused}"),
                    Self::PasswordChanged(remaining) => format!("password-changed.{}", kinds_code(remaining)),
                }
            }

            /// What this word says.
            pub(super) fn from_code(code: &str) -> Option<Self> {
                match code.split_once('.') {
                    None => match code { $($code => Some(Self::$name),)+ _ => None },
                    Some(("accepted", id)) => Some(Self::Accepted(OrganizationId::new(id.parse().ok()?))),
                    Some(("invited", numbers)) => {
                        let (people, waiting) = numbers.split_once('.')?;
                        Some(Self::Invited(people.parse().ok()?, waiting.parse().ok()?))
                    }
                    Some(("people-changed", numbers)) => {
                        let (changed, refused) = numbers.split_once('.')?;
                        Some(Self::PeopleChanged(changed.parse().ok()?, refused.parse().ok()?))
                    }
                    Some(("password-changed", remaining)) => Some(Self::PasswordChanged(kinds_from_code(remaining)?)),
                    Some(_) => None,
                }
            }

            /// The sentence for the person with this account, on a server with this way with mails.
            pub(super) fn said(self, account: Option<&Account>, mail: MailPolicy) -> Said {
                match self {
                    $(Self::$name => Said::plain($text),)+
                    Self::Accepted(organization) => accepted(organization, account),
                    Self::Invited(people, waiting) => Said::plain(invited(people, waiting, mail)),
                    Self::PeopleChanged(changed, refused) => Said::plain(people_changed(changed, refused)),
                    Self::PasswordChanged(remaining) => password_changed(remaining),
                }
            }
        }
    };
}

flashes! {
    /// After a change of one's own profile.
    ProfileSaved = "profile-saved", "Saved.";
    /// After a password was chosen by a link.
    PasswordSet = "password-set", "Password set. All browsers were logged out and the API tokens replaced. Log in with the new password.";
    /// After it was chosen how pages look in this browser.
    ThemeSaved = "theme-saved", "Saved for this browser.";
    /// After the legacy token was renewed.
    TokenRenewed = "token-renewed", "The legacy token was renewed. The one before no longer works.";
    /// After the personal access token was revoked.
    PersonalTokenRevoked = "personal-token-revoked", "The personal access token was revoked. It and the access tokens made from it no longer work.";
    /// After one was to be revoked that had ended before.
    PersonalTokenGone = "personal-token-gone", "That personal access token had ended already. Nothing was revoked.";
    /// After another organization was made the active one.
    Switched = "switched", "Switched to the other organization.";
    /// After joining by link with an account.
    Joined = "joined", "You have joined. The organization is in your list below.";
    /// After leaving.
    Left = "left", "You have left the organization.";
    /// After a role was given.
    RoleSaved = "role-saved", "Role saved.";
    /// After a member was removed.
    MemberDeleted = "member-deleted", "Member deleted.";
    /// After Reset Link.
    LinkReset = "link-reset", "The invite link was reset. The one before no longer works.";
    /// After a card of the organization's settings was saved.
    SettingsSaved = "settings-saved", "Saved.";
    /// After the organization was handed over.
    OwnershipTransferred = "ownership-transferred", "The organization has a new Owner. You stay as Administrator.";
    /// After a licence was put in force.
    LicenseInstalled = "license-installed", "The licence is in force.";
    /// After an invitation was mailed again.
    InvitationResent = "invitation-resent", "The invitation was sent again, with a new link. The link before no longer works.";
    /// The same where the server sends no mail.
    InvitationRenewed = "invitation-renewed", "The invitation has a new link and is good again. This server sends no mail: copy the link and send it yourself.";
    /// After an invitation offers another role.
    InvitationRoleSaved = "invitation-role-saved", "Role saved. The link that was sent stays the same.";
    /// After an invitation was taken back.
    InvitationRevoked = "invitation-revoked", "The invitation was revoked. Its link no longer works.";
    /// After somebody asked for a link to choose a password. It is said whether there is such an account or not (K59).
    ResetRequested = "reset-requested", "If there is an account with this address, a mail with a link to choose a new password is on its way. The link is good for an hour.";
    /// After a form came when its sender was no longer logged in.
    FormKept = "form-kept", "Log in first. What you filled in is kept, and stands in the form again after that.";
    /// Where it stands in the form again.
    FilledInAgain = "filled-in-again", "You had been logged out, so nothing was saved. What you filled in is in the form again: look it over and send it.";
    /// After log-out.
    LoggedOut = "logged-out", "You are logged out.";
}

/// A sentence, perhaps around a name, which is shown apart because it may be any text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) before: String,
    pub(crate) name: Option<String>,
    pub(crate) after: String,
    /// What can be done about it: words, and the path to where it is done.
    pub(crate) links: Vec<(&'static str, &'static str)>,
}

impl Said {
    fn plain(text: impl Into<String>) -> Self {
        Self {
            before: text.into(),
            name: None,
            after: String::new(),
            links: Vec::new(),
        }
    }
}

/// Where the person is now, or waits and for what. Only of organizations of one's own: the word came from a cookie.
fn accepted(organization: OrganizationId, account: Option<&Account>) -> Said {
    let belonging = account.and_then(|account| {
        let mut belongings = account.belongings.iter();
        belongings.find(|belonging| belonging.organization.id == organization)
    });
    let (Some(account), Some(belonging)) = (account, belonging) else {
        return Said::plain("You have joined.");
    };
    let role = belonging.organization.role_of(&belonging.membership);
    let mut after = match belonging.membership.standing {
        Standing::Pending { promise: None } => {
            ". You wait there until the Owner or an Administrator gives you a role.".to_owned()
        }
        Standing::Pending {
            promise: Some(promise),
        } => format!(
            ". No seat is free there: you wait for one, and the role {} is meant for you.",
            MemberRole::from(promise.role).label()
        ),
        Standing::Active(_) | Standing::Deactivated { .. } => format!(" as {}.", role.label()),
    };
    if account.user.active_organization != Some(organization) {
        after.push_str(" To work there, switch to it on your account page.");
    }
    Said {
        before: "You joined ".to_owned(),
        name: Some(belonging.organization.title.as_str().to_owned()),
        after,
        links: Vec::new(),
    }
}

fn password_changed(remaining: TokenKinds) -> Said {
    const RENEW: (&str, &str) = ("renew the legacy token", "/user/account#legacy-token");
    const REVOKE: (&str, &str) = (
        "revoke the personal access token",
        "/user/account#personal-token",
    );
    let (tokens, links) = match (remaining.legacy, remaining.personal) {
        (true, true) => (
            " Your legacy token and your personal access token stay valid. If somebody else may have them:",
            vec![RENEW, REVOKE],
        ),
        (true, false) => (
            " Your legacy token stays valid. If somebody else may have it:",
            vec![RENEW],
        ),
        (false, true) => (
            " Your personal access token stays valid. If somebody else may have it:",
            vec![REVOKE],
        ),
        (false, false) => ("", Vec::new()),
    };
    let changed = "Password changed. All other browsers were logged out.";
    Said {
        links,
        ..Said::plain(format!("{changed}{tokens}"))
    }
}

fn people_changed(changed: usize, refused: usize) -> String {
    let changed = match changed {
        0 => "Nobody had to be changed.".to_owned(),
        1 => "1 person was changed.".to_owned(),
        more => format!("{more} people were changed."),
    };
    match refused {
        0 => changed,
        1 => format!("{changed} 1 could not be; tick them again to see why."),
        more => format!("{changed} {more} could not be; tick them again to see why."),
    }
}

fn kinds_code(kinds: TokenKinds) -> &'static str {
    match (kinds.legacy, kinds.personal) {
        (true, true) => "both",
        (true, false) => "legacy",
        (false, true) => "personal",
        (false, false) => "none",
    }
}

fn kinds_from_code(code: &str) -> Option<TokenKinds> {
    let (legacy, personal) = match code {
        "both" => (true, true),
        "legacy" => (true, false),
        "personal" => (false, true),
        "none" => (false, false),
        _ => return None,
    };
    Some(TokenKinds { personal, legacy })
}

fn invited(people: u64, waiting: u64, mail: MailPolicy) -> String {
    let invited = match people {
        1 => "1 person was invited.".to_owned(),
        people => format!("{} were invited.", counted(people, "person", "people")),
    };
    let how = match (mail, people) {
        (MailPolicy::On, 1) => "The mail is on its way.",
        (MailPolicy::On, _) => "Their mails are on the way.",
        (MailPolicy::Off, _) => {
            "This server sends no mail: copy each link from the list and send it yourself."
        }
    };
    let seats = would_wait(waiting, people).unwrap_or_default();
    format!("{invited} {how} {seats}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_told_apart_from_free_text() {
        let organization = OrganizationId::new(7);
        for say in [
            Flash::Left,
            Flash::Invited(3, 1),
            Flash::PeopleChanged(2, 1),
            Flash::Accepted(organization),
            Flash::PasswordChanged(TokenKinds::BOTH),
        ] {
            assert_eq!(Flash::from_code(&say.code()), Some(say));
        }
        for text in [
            "<b>",
            "invited.3",
            "invited.3.<b>",
            "accepted.",
            "left.3",
            "people-changed.2",
            "people-changed.2.<b>",
            "password-changed.<b>",
            ".",
        ] {
            assert_eq!(Flash::from_code(text), None, "{text}");
        }
    }

    #[test]
    fn of_an_organization_of_others_nothing_is_said() {
        let said = Flash::Accepted(OrganizationId::new(7)).said(None, MailPolicy::On);
        assert_eq!(said, Said::plain("You have joined."));
    }

    #[test]
    fn who_was_invited_is_counted() {
        let said = |people, mail| Flash::Invited(people, people / 3).said(None, mail).before;
        assert_eq!(
            said(1, MailPolicy::On),
            "1 person was invited. The mail is on its way."
        );
        assert_eq!(
            said(2, MailPolicy::On),
            "2 people were invited. Their mails are on the way."
        );
        assert_eq!(
            said(6, MailPolicy::On),
            "6 people were invited. Their mails are on the way. 2 of these 6 would wait for a seat."
        );
        assert!(said(2, MailPolicy::Off).contains("sends no mail"));
    }
}
