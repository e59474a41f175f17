//! The page to which the link of an invitation leads, for whoever opens it (rulings 7, 8, 9).
//!
//! Looking changes nothing (K01). The form is shown and taken under the same judgement, which is made anew each time (K11).

use askama::Template;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::invitation::DeadInvitation;
use muster_domain::model::membership::{MemberRole, Standing};
use muster_domain::model::secret::{Digest, Password};
use muster_domain::use_cases::account::Account;
use muster_domain::use_cases::invitation::{
    AcceptForm, AcceptInvitation, AcceptInvitationError, Accepted, Holder, InvitationPreview,
    PreviewInvitation, PreviewInvitationError,
};
use poem::http::StatusCode;
use poem::web::{Form, Query};
use poem::{Response, Result, handler};
use secrecy::SecretString;
use serde::Deserialize;

use crate::edge::Problem;
use crate::web::browser::{Browser, faults, page, with_query};
use crate::web::errors::{FormErrors, note, sentence};
use crate::web::flash::Flash;
use crate::web::frame::PageFrame;
use crate::web::moment::Moment;

#[derive(Deserialize)]
struct Parameters {
    #[serde(default)]
    token: String,
}

#[derive(Deserialize)]
struct Sent {
    email: Option<String>,
    #[serde(default)]
    password: String,
}

#[derive(Template)]
#[template(path = "invitation/accept.html")]
struct InvitationPage {
    frame: PageFrame,
    errors: FormErrors,
    organization: String,
    inviter: Option<Inviter>,
    invited: String,
    role: &'static str,
    waits: bool,
    until: Moment,
    holder: Holder,
    /// What stands in the address field.
    email: String,
    action: String,
    back: String,
}

/// Who answers for the invitation.
struct Inviter {
    /// Left away where it is the address.
    name: Option<String>,
    /// None where this is no member any more.
    email: Option<String>,
}

#[derive(Template)]
#[template(path = "account/already_member.html")]
struct AlreadyMemberPage {
    frame: PageFrame,
    organization: String,
    email: String,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "invitation/refused.html")]
struct RefusedPage {
    frame: PageFrame,
    heading: &'static str,
    reason: String,
    remedy: &'static str,
}

/// What the invitation means to whoever opens it.
#[handler]
pub(super) async fn show(
    browser: Browser,
    Query(Parameters { token }): Query<Parameters>,
) -> Result<Response> {
    let guest = Guest::new(&browser, &token);
    match guest.preview().await {
        Ok(preview) => {
            guest
                .page(&preview, StatusCode::OK, FormErrors::default(), None)
                .await
        }
        Err(PreviewInvitationError::Wrong) => guest.wrong().await,
        Err(PreviewInvitationError::Dead(dead)) => guest.dead(dead).await,
        Err(error @ PreviewInvitationError::Store(_)) => Err(Problem::from(error).into()),
    }
}

/// Accepts it, with the account that is logged in, the one that the address has, or a new one.
#[handler]
pub(super) async fn submit(
    browser: Browser,
    Query(Parameters { token }): Query<Parameters>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let guest = Guest::new(&browser, &token);
    match guest.preview().await {
        Ok(preview) => guest.accept(&preview, sent).await,
        Err(PreviewInvitationError::Wrong) => guest.wrong().await,
        Err(PreviewInvitationError::Dead(dead)) => guest.refused_for_good(dead).await,
        Err(error @ PreviewInvitationError::Store(_)) => Err(Problem::from(error).into()),
    }
}

/// Somebody with a link.
struct Guest<'a> {
    browser: &'a Browser,
    token: &'a str,
    link: Digest,
}

impl<'a> Guest<'a> {
    fn new(browser: &'a Browser, token: &'a str) -> Self {
        Self {
            browser,
            token,
            link: browser.digest(token),
        }
    }

    async fn preview(&self) -> Result<InvitationPreview, PreviewInvitationError> {
        let preview = PreviewInvitation { link: self.link };
        self.browser
            .muster
            .view(self.browser.caller(), &preview)
            .await
    }

    async fn accept(&self, preview: &InvitationPreview, sent: Sent) -> Result<Response> {
        let typed = sent.email.clone();
        let outcome = match preview.holder {
            Holder::Newcomer | Holder::HasAccount => match read(&preview.holder, sent) {
                Ok(form) => self.come_in(&form).await,
                Err(errors) => return self.page(preview, StatusCode::OK, errors, typed).await,
            },
            Holder::Invited => self.join().await,
            Holder::HasNoPassword | Holder::Member => {
                let errors = FormErrors::default();
                return self.page(preview, StatusCode::OK, errors, None).await;
            }
            Holder::SomebodyElse(_) => {
                let errors = FormErrors::default();
                return self
                    .page(preview, StatusCode::FORBIDDEN, errors, None)
                    .await;
            }
        };
        match outcome {
            Ok(accepted) => Ok(self.enter(&preview.holder, &accepted)),
            Err(AcceptInvitationError::Wrong) => self.wrong().await,
            Err(AcceptInvitationError::Dead(dead)) => self.dead(dead).await,
            Err(error) => self.refused(error, typed).await,
        }
    }

    /// Who is not logged in: makes the account or logs in to it.
    async fn come_in(&self, form: &AcceptForm) -> Result<Accepted, AcceptInvitationError> {
        let caller = self.browser.answering(StatusCode::FOUND);
        let muster = &self.browser.muster;
        muster.accept_invitation(&caller, self.link, form).await
    }

    async fn join(&self) -> Result<Accepted, AcceptInvitationError> {
        let caller = self.browser.answering(StatusCode::SEE_OTHER);
        let accept = AcceptInvitation::as_caller(self.link);
        Ok(self.browser.muster.run(&caller, &accept).await??)
    }

    fn enter(&self, holder: &Holder, accepted: &Accepted) -> Response {
        let say = Flash::Accepted(accepted.organization.id);
        match &accepted.signed_in {
            Some(signed_in) => {
                self.browser.log_in(signed_in, *holder == Holder::Newcomer);
                self.browser.lead_and_say("/", say)
            }
            None => self.browser.see_and_say("/", say),
        }
    }

    /// The form again, as things stand now: in the meantime the person may have got an account.
    async fn refused(
        &self,
        error: AcceptInvitationError,
        typed: Option<String>,
    ) -> Result<Response> {
        let (_, errors) = faults(error)?;
        match self.preview().await {
            Ok(preview) => self.page(&preview, StatusCode::OK, errors, typed).await,
            Err(PreviewInvitationError::Dead(dead)) => self.dead(dead).await,
            Err(error) => Err(Problem::from(error).into()),
        }
    }

    async fn page(
        &self,
        preview: &InvitationPreview,
        status: StatusCode,
        errors: FormErrors,
        typed: Option<String>,
    ) -> Result<Response> {
        let InvitationPreview {
            invitation,
            organization,
            holder,
            role,
            ..
        } = preview;
        let frame = if *holder == Holder::Member {
            let account = self.browser.account().await?;
            return self.already_member(preview, &account, status);
        } else {
            self.browser.frame().await?
        };
        let invited = invitation.email.as_str().to_owned();
        let shown = InvitationPage {
            organization: organization.title.as_str().to_owned(),
            inviter: inviter(preview),
            email: typed.unwrap_or_else(|| invited.clone()),
            invited,
            role: role.label(),
            waits: *role == MemberRole::Pending,
            until: Moment::new(invitation.expires_at, self.browser.now()),
            holder: holder.clone(),
            action: frame.href(&self.address()),
            back: self.address(),
            frame,
            errors,
        };
        page(status, &shown)
    }

    fn already_member(
        &self,
        preview: &InvitationPreview,
        account: &Account,
        status: StatusCode,
    ) -> Result<Response> {
        let mut belongings = account.belongings.iter();
        let here = belongings.find(|here| here.organization.id == preview.organization.id);
        let shown = AlreadyMemberPage {
            frame: self.browser.frame_of(account),
            organization: preview.organization.title.as_str().to_owned(),
            email: account.user.email.as_str().to_owned(),
            state: match here.map(|here| here.membership.standing) {
                Some(Standing::Deactivated { .. }) => {
                    "Your access there was taken away; an Administrator of it can give it back."
                }
                _ => "You have a role there.",
            },
        };
        page(status, &shown)
    }

    /// The link never led anywhere.
    async fn wrong(&self) -> Result<Response> {
        let shown = RefusedPage {
            frame: self.browser.frame().await?,
            heading: "This invitation is not valid",
            reason: "Check that its link was copied whole, with nothing after it.".to_owned(),
            remedy: "The Owner and the Administrators of the organization can send you the right one.",
        };
        page(StatusCode::FORBIDDEN, &shown)
    }

    /// It worked once: why it does not any more, and who can help.
    async fn dead(&self, dead: DeadInvitation) -> Result<Response> {
        let shown = RefusedPage {
            frame: self.browser.frame().await?,
            heading: "This invitation no longer works",
            reason: sentence(&dead.to_string()),
            remedy: match dead {
                DeadInvitation::Used => {
                    "If it was not you who used it, tell the Owner or an Administrator of the organization."
                }
                DeadInvitation::Replaced => {
                    "If you cannot find the newest one, the Owner and the Administrators of the organization can send it again."
                }
                DeadInvitation::Expired | DeadInvitation::Revoked => {
                    "The Owner and the Administrators of the organization can invite you again."
                }
            },
        };
        page(StatusCode::GONE, &shown)
    }

    /// The same for a form that was sent, which is recorded (K02).
    async fn refused_for_good(&self, dead: DeadInvitation) -> Result<Response> {
        let caller = self.browser.answering(StatusCode::GONE);
        let accept = AcceptInvitation::as_caller(self.link);
        match self.browser.muster.run(&caller, &accept).await {
            Ok(Err(dead)) => self.dead(dead).await,
            Ok(Ok(_)) => Err(Problem::internal("an invitation came back to life").into()),
            Err(AcceptInvitationError::Wrong) => self.dead(dead).await,
            Err(error) => Err(Problem::from(error).into()),
        }
    }

    /// This page's own address.
    fn address(&self) -> String {
        with_query("/user/invitation", &[("token", self.token)])
    }
}

/// Reads what was filled in. A password that is about to be set is judged here, to name all faults together.
fn read(holder: &Holder, sent: Sent) -> Result<AcceptForm, FormErrors> {
    let mut wrong = Vec::new();
    let email = sent
        .email
        .and_then(|email| note(&mut wrong, "email", EmailAddress::parse(&email)));
    let password = SecretString::from(sent.password);
    if *holder == Holder::Newcomer {
        note(&mut wrong, "password", Password::parse(password.clone()));
    }
    if wrong.is_empty() {
        Ok(AcceptForm { email, password })
    } else {
        Err(FormErrors::of_fields(wrong))
    }
}

fn inviter(preview: &InvitationPreview) -> Option<Inviter> {
    let user = preview.inviter.as_ref()?;
    let name = user.display_name();
    let email = user.email.as_str();
    Some(Inviter {
        name: (name != email).then_some(name),
        email: email.contains('@').then(|| email.to_owned()),
    })
}
