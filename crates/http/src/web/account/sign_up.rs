//! Signing up, directly or by an invite link; and the same link for those who have an account (K15).
//!
//! The form is shown and taken under the same judgement, which is made anew each time (K11).

use askama::Template;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::invite_link::LinkRefused;
use muster_domain::model::membership::{MemberRole, Membership, Standing};
use muster_domain::model::organization::Organization;
use muster_domain::model::refusal::FieldError;
use muster_domain::model::secret::{Digest, Password};
use muster_domain::use_cases::account::{SignUp, SignUpError, SignUpForm};
use muster_domain::use_cases::membership::{
    JoinByLink, JoinByLinkError, LinkPreview, PreviewInviteLink, PreviewInviteLinkError,
};
use poem::http::StatusCode;
use poem::web::{Form, Query};
use poem::{Response, Result, handler};
use serde::Deserialize;

use crate::edge::Problem;
use crate::web::browser::{Browser, faults, page, with_query};
use crate::web::errors::{FormErrors, note, sentence};
use crate::web::flash::Flash;
use crate::web::frame::PageFrame;

#[derive(Deserialize)]
struct Parameters {
    #[serde(default)]
    token: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    /// The button that joins with the account that is logged in.
    join: Option<String>,
}

#[derive(Template)]
#[template(path = "account/sign_up.html")]
struct SignUpPage {
    frame: PageFrame,
    errors: FormErrors,
    organization: Option<String>,
    newcomers: String,
    action: String,
    log_in: String,
    email: String,
}

#[derive(Template)]
#[template(path = "account/join.html")]
struct JoinPage {
    frame: PageFrame,
    organization: String,
    newcomers: String,
    email: String,
    action: String,
    back: String,
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
#[template(path = "account/no_sign_up.html")]
struct NoSignUpPage {
    frame: PageFrame,
    heading: &'static str,
    reason: String,
    remedy: &'static str,
    for_operator: bool,
}

/// The form, or what else the link means to whoever opens it.
#[handler]
pub(super) async fn show(
    browser: Browser,
    Query(parameters): Query<Parameters>,
) -> Result<Response> {
    let wish = Wish::new(&browser, &parameters);
    match wish.door().await? {
        Door::Form(organization) => {
            wish.form(organization.as_ref(), FormErrors::default(), "")
                .await
        }
        Door::Other(response) => Ok(response),
        Door::Joinable(organization) => wish.ask_to_join(&organization).await,
    }
}

/// Signs up, or joins.
#[handler]
pub(super) async fn submit(
    browser: Browser,
    Query(parameters): Query<Parameters>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let wish = Wish::new(&browser, &parameters);
    match wish.door().await? {
        Door::Form(organization) => wish.sign_up(organization.as_ref(), sent).await,
        Door::Other(response) => Ok(response),
        Door::Joinable(_) if sent.join.is_some() => wish.join().await,
        Door::Joinable(organization) => wish.ask_to_join(&organization).await,
    }
}

/// Somebody before the door.
struct Wish<'a> {
    browser: &'a Browser,
    parameters: &'a Parameters,
    link: Option<Digest>,
}

/// What stands behind the door.
enum Door {
    /// An account can be made; in this organization, or in one of its own.
    Form(Option<Organization>),
    /// The person who is logged in can join.
    Joinable(Organization),
    /// Nothing: the answer says why, or leads elsewhere.
    Other(Response),
}

impl<'a> Wish<'a> {
    fn new(browser: &'a Browser, parameters: &'a Parameters) -> Self {
        let token = &parameters.token;
        Self {
            browser,
            parameters,
            link: (!token.is_empty()).then(|| browser.digest(token)),
        }
    }

    async fn door(&self) -> Result<Door> {
        let browser = self.browser;
        let person = browser.actor().user();
        if person.is_some() && self.link.is_none() {
            return Ok(Door::Other(browser.go_on(Some(&self.parameters.next))));
        }
        let preview = PreviewInviteLink { link: self.link };
        match browser.muster.view(browser.caller(), &preview).await {
            Err(PreviewInviteLinkError::Link(refused)) => {
                Ok(Door::Other(self.refused(refused).await?))
            }
            Err(error @ PreviewInviteLinkError::Store(_)) => Err(Problem::from(error).into()),
            Ok(LinkPreview {
                organization,
                membership,
            }) => match (person, organization, membership) {
                (Some(_), Some(organization), Some(membership)) => Ok(Door::Other(
                    self.already_member(&organization, &membership).await?,
                )),
                (Some(_), Some(organization), None) => Ok(Door::Joinable(organization)),
                (_, organization, _) => Ok(Door::Form(organization)),
            },
        }
    }

    async fn sign_up(&self, organization: Option<&Organization>, sent: Sent) -> Result<Response> {
        let form = match parse(&sent.email, sent.password, self.link) {
            Ok(form) => form,
            Err(wrong) => {
                let errors = FormErrors::of_fields(wrong);
                return self.form(organization, errors, &sent.email).await;
            }
        };
        let browser = self.browser;
        let hasher = browser.muster.tools().hasher.as_ref();
        let sign_up = SignUp::prepare(form, hasher).await.map_err(Problem::from)?;
        let caller = browser.answering(StatusCode::FOUND);
        match browser.muster.run(&caller, &sign_up).await {
            Ok(signed_in) => {
                browser.log_in(&signed_in, true);
                Ok(browser.go_on(Some(&self.parameters.next)))
            }
            Err(SignUpError::Link(refused)) => self.refused(refused).await,
            Err(error) => {
                let (_, errors) = faults(error)?;
                self.form(organization, errors, &sent.email).await
            }
        }
    }

    async fn join(&self) -> Result<Response> {
        let browser = self.browser;
        let Some(link) = self.link else {
            return Ok(browser.see("/"));
        };
        let caller = browser.answering(StatusCode::SEE_OTHER);
        match browser.muster.run(&caller, &JoinByLink { link }).await {
            Ok(_) | Err(JoinByLinkError::AlreadyMember) => {
                Ok(browser.see_and_say("/user/account", Flash::Joined))
            }
            Err(JoinByLinkError::Link(refused)) => self.refused(refused).await,
            Err(error) => Err(Problem::from(error).into()),
        }
    }

    async fn form(
        &self,
        organization: Option<&Organization>,
        errors: FormErrors,
        email: &str,
    ) -> Result<Response> {
        let frame = self.browser.frame().await?;
        let shown = SignUpPage {
            organization: organization.map(title),
            newcomers: organization.map(newcomers).unwrap_or_default(),
            action: frame.href(&self.address()),
            log_in: frame.href(&with_query(
                "/user/login",
                &[("next", &self.after_log_in())],
            )),
            frame,
            errors,
            email: email.to_owned(),
        };
        page(StatusCode::OK, &shown)
    }

    async fn ask_to_join(&self, organization: &Organization) -> Result<Response> {
        let account = self.browser.account().await?;
        let frame = self.browser.frame_of(&account);
        let shown = JoinPage {
            organization: title(organization),
            newcomers: newcomers(organization),
            email: account.user.email.as_str().to_owned(),
            action: frame.href(&self.address()),
            back: self.address(),
            frame,
        };
        page(StatusCode::OK, &shown)
    }

    async fn already_member(
        &self,
        organization: &Organization,
        membership: &Membership,
    ) -> Result<Response> {
        let account = self.browser.account().await?;
        let shown = AlreadyMemberPage {
            frame: self.browser.frame_of(&account),
            organization: title(organization),
            email: account.user.email.as_str().to_owned(),
            state: match membership.standing {
                Standing::Active(_) => "You have a role there.",
                Standing::Pending { .. } => "You wait there until you are given a role.",
                Standing::Deactivated { .. } => {
                    "Your access there was taken away; an Administrator of it can give it back."
                }
            },
        };
        page(StatusCode::OK, &shown)
    }

    /// No form: why, and who can help.
    async fn refused(&self, refused: LinkRefused) -> Result<Response> {
        let (heading, remedy) = match refused {
            LinkRefused::Closed => (
                "Signing up needs an invite link",
                "Open the link you were sent. If you have none, ask the Owner or an Administrator of your organization for it.",
            ),
            LinkRefused::Wrong => (
                "This invite link is not valid",
                "The Owner and the Administrators of the organization can send you the right one.",
            ),
            LinkRefused::Dead(_) => (
                "This invite link no longer works",
                "The Owner and the Administrators of the organization can send you the present one.",
            ),
        };
        let reason = match refused {
            LinkRefused::Closed => {
                "Nobody signs up on this server without being invited.".to_owned()
            }
            LinkRefused::Wrong => {
                "Check that it was copied whole, with nothing after it.".to_owned()
            }
            LinkRefused::Dead(dead) => sentence(&dead.to_string()),
        };
        let shown = NoSignUpPage {
            frame: self.browser.frame().await?,
            heading,
            reason,
            remedy,
            for_operator: refused == LinkRefused::Closed,
        };
        page(Problem::from(refused).status, &shown)
    }

    /// This page's own address.
    fn address(&self) -> String {
        with_query(
            "/user/signup",
            &[
                ("token", &self.parameters.token),
                ("next", &self.parameters.next),
            ],
        )
    }

    /// Where to go from the log-in page: back to the link, if there is one.
    fn after_log_in(&self) -> String {
        match self.link {
            Some(_) => self.address(),
            None => self.parameters.next.clone(),
        }
    }
}

fn parse(
    email: &str,
    password: String,
    link: Option<Digest>,
) -> Result<SignUpForm, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let email = note(&mut wrong, "email", EmailAddress::parse(email));
    let password = note(&mut wrong, "password", Password::parse(password.into()));
    match (email, password) {
        (Some(email), Some(password)) => Ok(SignUpForm {
            email,
            password,
            link,
        }),
        _ => Err(wrong),
    }
}

fn title(organization: &Organization) -> String {
    organization.title.as_str().to_owned()
}

/// What a newcomer gets, told to one.
fn newcomers(organization: &Organization) -> String {
    match organization.default_role.role() {
        None => {
            "Once you have joined, you wait until the Owner or an Administrator gives you a role."
                .to_owned()
        }
        Some(role) => {
            let role = MemberRole::from(role).label();
            format!("You get the role {role} at once, or as soon as a seat is free.")
        }
    }
}
