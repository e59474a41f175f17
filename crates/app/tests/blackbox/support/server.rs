//! A running server process.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::api::Api;
use super::browser::Browser;
use super::{Outcome, PATIENCE, Place};

/// A server and its place. It is killed when it is dropped.
pub(crate) struct Server {
    place: Place,
    child: Child,
    announced: String,
}

impl Server {
    /// Starts a server with nothing configured but a free port, on an empty folder.
    pub(crate) fn start() -> Self {
        Self::start_in(Place::new())
    }

    /// Starts a server with these variables besides.
    pub(crate) fn start_with(environment: &[(&str, &str)]) -> Self {
        let place = environment
            .iter()
            .fold(Place::new(), |place, (name, value)| place.with(name, value));
        Self::start_in(place)
    }

    /// Starts a server in this place, and waits until it says where it is.
    pub(crate) fn start_in(place: Place) -> Self {
        let (child, announced) = spawn(&place);
        Self {
            place,
            child,
            announced,
        }
    }

    /// The server's place, to change its environment before a restart.
    pub(crate) fn place(&mut self) -> &mut Place {
        &mut self.place
    }

    /// What it printed when it had started.
    pub(crate) fn announced(&self) -> &str {
        &self.announced
    }

    /// The full address of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        let address = self
            .announced
            .lines()
            .find_map(|line| line.trim().strip_prefix("Address: "));
        format!(
            "{}{path}",
            address.expect("it says its address").trim_end_matches('/')
        )
    }

    /// The address and port on which it listens.
    pub(crate) fn listening(&self) -> String {
        let line = self.announced.lines().next().expect("it says something");
        line.rsplit(' ')
            .next()
            .expect("a line has a last word")
            .to_owned()
    }

    /// What it logged so far, in all its runs.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.place.path("log")).expect("the log is there")
    }

    /// What a query finds in its database, each row an object.
    pub(crate) fn rows(&self, query: &str) -> Vec<Value> {
        self.place.rows(query)
    }

    /// Runs a command beside it, with its environment.
    pub(crate) fn command(&self, words: &[&str]) -> Outcome {
        self.place.command(words)
    }

    /// A browser without cookies.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.url(""))
    }

    /// A script with this token.
    pub(crate) fn api(&self, token: &str) -> Api {
        Api::new(self.url(""), token)
    }

    /// Ends it without warning.
    pub(crate) fn kill9(&mut self) {
        self.child.kill().expect("it was running");
        self.child.wait().expect("it ends");
    }

    /// Tells it to end, and does not wait.
    pub(crate) fn sigterm(&self) {
        let kill = format!("kill -TERM {}", self.child.id());
        let status = Command::new("sh")
            .args(["-c", &kill])
            .status()
            .expect("there is a shell");
        assert!(status.success(), "it was running");
    }

    /// Waits until it has ended; its exit code.
    pub(crate) fn ended(&mut self) -> i32 {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("it is a child") {
                return status.code().expect("it ended by itself");
            }
            assert!(
                start.elapsed() < PATIENCE,
                "the server does not end: {}",
                self.log()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Starts it again in its place, after telling it to end if it runs.
    pub(crate) fn restart(&mut self) {
        if self.child.try_wait().expect("it is a child").is_none() {
            self.sigterm();
            assert_eq!(self.ended(), 0);
        }
        (self.child, self.announced) = spawn(&self.place);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts the binary, and waits for the line that says where people sign up.
fn spawn(place: &Place) -> (Child, String) {
    let log = File::options()
        .create(true)
        .append(true)
        .open(place.path("log"))
        .expect("a log");
    let mut child = place
        .binary(&["serve"])
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .expect("the binary starts");
    let stdout = BufReader::new(child.stdout.take().expect("it is piped"));
    let (say, said) = mpsc::channel();
    std::thread::spawn(move || {
        let mut announced = String::new();
        for line in stdout.lines().map_while(Result::ok) {
            announced = format!("{announced}{line}\n");
            if line.contains("Sign up: ") {
                // Nobody listens where the test gave up.
                let _ = say.send(announced.clone());
            }
        }
    });
    if let Ok(announced) = said.recv_timeout(PATIENCE) {
        return (child, announced);
    }
    let _ = child.kill();
    let _ = child.wait();
    let log = std::fs::read_to_string(place.path("log")).expect("the log is there");
    panic!("the server did not start: {log}");
}
