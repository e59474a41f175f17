//! An organization with its Owner, and a mail server beside it.

use serde_json::{Value, json};

use super::{Api, Browser, MailServer, PASSWORD, Page, Received, Server, eventually};

/// Olga's organization.
pub(crate) struct Lab {
    /// The server.
    pub(crate) server: Server,
    /// Where its mails arrive.
    pub(crate) mail: MailServer,
    /// Olga's browser; she is the Owner.
    pub(crate) olga: Browser,
    /// Olga's scripts.
    pub(crate) api: Api,
}

impl Lab {
    /// With a mail server that takes everything.
    pub(crate) async fn new(environment: &[(&str, &str)]) -> Self {
        Self::on(MailServer::up(), environment).await
    }

    /// With this mail server.
    pub(crate) async fn on(mail: MailServer, environment: &[(&str, &str)]) -> Self {
        let url = mail.url();
        let mut all = vec![("MUSTER_SMTP_URL", url.as_str())];
        all.extend(environment);
        Self::start(mail, &all).await
    }

    /// With no mail server: mails are printed in the log, and their links read by API.
    pub(crate) async fn without_mail_server(environment: &[(&str, &str)]) -> Self {
        Self::start(MailServer::down(), environment).await
    }

    async fn start(mail: MailServer, environment: &[(&str, &str)]) -> Self {
        let server = Server::start_with(environment);
        let olga = server.browser();
        olga.sign_up("/user/signup", "olga@example.com").await;
        let api = olga.api().await;
        Self {
            server,
            mail,
            olga,
            api,
        }
    }

    /// Starts the server again, and Olga's scripts with it: their connections are gone.
    pub(crate) async fn restart(&mut self) {
        self.server.restart();
        self.olga = self.logged_in("olga@example.com").await;
        self.api = self.olga.api().await;
    }

    /// Olga invites somebody by API; what became of it.
    pub(crate) async fn invite(&self, email: &str, role: &str) -> Value {
        let body = json!({"emails": [email], "role": role});
        let answer = self.api.post("/api/invite/send-email", body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json["results"][0].clone()
    }

    /// The mail of an invitation to this address.
    pub(crate) async fn invitation(&self, email: &str) -> Received {
        self.mail.mail(email, "/user/invitation?token=").await
    }

    /// Somebody without an account opens the mail's link and comes in; the browser and the page it shows then.
    pub(crate) async fn accept(&self, email: &str) -> (Browser, Page) {
        let link = self.invitation(email).await.link("/user/invitation");
        self.follow(&link, email).await
    }

    /// Somebody without an account follows a link and comes in.
    pub(crate) async fn follow(&self, link: &str, email: &str) -> (Browser, Page) {
        let browser = self.server.browser();
        let page = browser.sign_up(link, email).await;
        assert_eq!(page.status, 302, "{}", page.html);
        let shown = browser.open(&page.location).await;
        (browser, shown)
    }

    /// A member by the address.
    pub(crate) async fn member(&self, email: &str) -> Value {
        let query = email.replace('+', "%2B");
        let path = format!("/api/organizations/0/memberships?search={query}");
        self.api.get(&path).await.json["results"][0].clone()
    }

    /// The role of a member.
    pub(crate) async fn role(&self, email: &str) -> String {
        let member = self.member(email).await;
        member["role"].as_str().expect("a member").to_owned()
    }

    /// Gives a member a role by API; the status of the answer.
    pub(crate) async fn give(&self, email: &str, role: &str) -> u16 {
        let user = self.member(email).await["user"]["id"].clone();
        let change = json!({"user_id": user, "role": role});
        let path = "/api/organizations/0/memberships";
        self.api.patch(path, change).await.status
    }

    /// The newest invitation of this address, as the API lists it.
    pub(crate) async fn listed(&self, email: &str) -> Value {
        let list = self.api.get("/api/organizations/0/invitations").await;
        let results = list.json["results"].as_array().expect("a page").clone();
        let is_it = |entry: &Value| entry["email"] == email;
        results.into_iter().find(is_it).expect("it is listed")
    }

    /// Waits until the delivery of an invitation reads so.
    pub(crate) async fn delivery(&self, email: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        eventually(&format!("a delivery for {email}"), async || {
            let delivery = self.listed(email).await["delivery"].clone();
            is_it(&delivery).then_some(delivery)
        })
        .await
    }

    /// The seats as the API tells them.
    pub(crate) async fn seats(&self) -> Value {
        self.api.get("/api/organizations/0/seats").await.json
    }

    /// A browser in which this person logs in.
    pub(crate) async fn logged_in(&self, email: &str) -> Browser {
        let browser = self.server.browser();
        let entered = browser.log_in(email, PASSWORD).await;
        assert_eq!(entered.status, 302, "{}", entered.html);
        browser
    }
}
