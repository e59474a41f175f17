//! A browser window with a profile of its own. Everything in it waits until the page is ready for it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::common::keys::TypingData;
use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::{By, WebDriver, WebElement};
use thirtyfour::{
    BrowserCapabilitiesHelper as _, ChromiumLikeCapabilities as _, DesiredCapabilities, Key,
};

use crate::support::{PASSWORD, eventually};

/// How high a window is at least.
const HEIGHT: u64 = 800;

/// Whether pages may run script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    On,
    Off,
}

/// A window on one server. It is closed when it is dropped, and all its processes end.
pub(crate) struct Window {
    driver: WebDriver,
    process: Driver,
    _profile: TempDir,
    base: String,
}

/// A running chromedriver.
struct Driver {
    child: Child,
    port: String,
}

impl Window {
    /// Opens one on the server with this address, without cookies.
    pub(crate) async fn open(base: &str, script: Script) -> Self {
        let profile = tempfile::tempdir().expect("a folder");
        let process = Driver::start();
        let mut wanted = DesiredCapabilities::chrome();
        let folder = format!("--user-data-dir={}", profile.path().display());
        for flag in [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--window-size=1280,900",
            &folder,
        ] {
            wanted.add_arg(flag).expect("a flag");
        }
        if script == Script::Off {
            let off = json!({"profile.managed_default_content_settings.javascript": 2});
            wanted
                .set_browser_option("prefs", off)
                .expect("a preference");
        }
        let driver = WebDriver::new(format!("http://127.0.0.1:{}", process.port), wanted)
            .await
            .expect("chromium starts");
        Self {
            driver,
            process,
            _profile: profile,
            base: base.to_owned(),
        }
    }

    /// Goes to a path of the server, or to a full link.
    pub(crate) async fn go(&self, path: &str) {
        let address = match path.strip_prefix('/') {
            Some(_) => format!("{}{path}", self.base),
            None => path.to_owned(),
        };
        self.driver.goto(&address).await.expect("the page loads");
    }

    /// Signs up with [`PASSWORD`] at this path or link.
    pub(crate) async fn sign_up(&self, path: &str, email: &str) {
        self.go(path).await;
        self.fill("[name=email]", email).await;
        self.fill("[name=password]", PASSWORD).await;
        self.press_in("main form", "submit").await;
    }

    /// Types into a field, in place of what is there.
    pub(crate) async fn fill(&self, css: &str, text: &str) {
        self.act(css, async |field| {
            field.clear().await?;
            field.send_keys(text).await
        })
        .await;
    }

    /// Pastes what was copied into a field.
    pub(crate) async fn paste(&self, css: &str) {
        self.act(css, async |field| field.send_keys(Key::Control + "v").await)
            .await;
    }

    /// Chooses a file.
    pub(crate) async fn choose_file(&self, css: &str, path: &str) {
        self.act(css, async |field| field.send_keys(path).await)
            .await;
    }

    /// Clicks the visible thing with this selector.
    pub(crate) async fn click(&self, css: &str) {
        self.act(css, async |element| element.click().await).await;
    }

    /// Clicks the visible button or link that is called so.
    pub(crate) async fn press(&self, name: &str) {
        let path = format!(
            "//*[self::button or self::a or self::summary][normalize-space()='{name}' or @aria-label='{name}']"
        );
        self.act_on(By::XPath(path), name, async |element| element.click().await)
            .await;
    }

    /// Sends the first visible form with this selector by its button.
    pub(crate) async fn press_in(&self, css: &str, kind: &str) {
        self.click(&format!("{css} button[type={kind}]")).await;
    }

    /// Chooses the option with this value.
    pub(crate) async fn choose(&self, css: &str, value: &str) {
        let option = format!("{css} option[value='{value}']");
        self.act(&option, async |element| element.click().await)
            .await;
    }

    /// Waits until the window is at this path.
    pub(crate) async fn at(&self, path: &str) {
        eventually(&format!("{path} in the window"), async || {
            let address = self.driver.current_url().await.ok()?;
            (address.path() == path).then_some(())
        })
        .await;
    }

    /// Waits until the page, or this part of it, says this.
    pub(crate) async fn says(&self, css: &str, text: &str) {
        eventually(&format!("{text:?} in {css}"), async || {
            for element in self.driver.find_all(By::Css(css)).await.ok()? {
                if element.text().await.is_ok_and(|shown| shown.contains(text)) {
                    return Some(());
                }
            }
            None
        })
        .await;
    }

    /// What a field holds.
    pub(crate) async fn value(&self, css: &str) -> String {
        eventually(css, async || {
            let field = self.driver.find(By::Css(css)).await.ok()?;
            field.value().await.ok()?
        })
        .await
    }

    /// Presses keys, wherever the focus is.
    pub(crate) async fn keys(&self, keys: impl Into<TypingData>) {
        let chain = self.driver.action_chain().send_keys(keys);
        chain.perform().await.expect("the keys are pressed");
    }

    /// What this expression of script is, beside the page's own policy.
    pub(crate) async fn evaluate(&self, expression: &str) -> Value {
        let script = format!("return {expression};");
        let value = self.driver.execute(script, Vec::new()).await;
        value.expect("the expression has a value").json().clone()
    }

    /// Waits until this expression of script is true.
    pub(crate) async fn holds(&self, expression: &str) {
        let script = format!("return Boolean({expression});");
        eventually(expression, async || {
            let value = self
                .driver
                .execute(script.as_str(), Vec::new())
                .await
                .ok()?;
            (value.json() == true).then_some(())
        })
        .await;
    }

    /// The same for a script that says `done(value)` later.
    pub(crate) async fn later(&self, script: &str) -> Value {
        let script = format!("const done = arguments[arguments.length - 1]; {script}");
        let value = self.driver.execute_async(script, Vec::new()).await;
        value.expect("the script ends").json().clone()
    }

    /// Runs a script file in the page.
    pub(crate) async fn run(&self, script: &str) {
        let ran = self.driver.execute(script, Vec::new()).await;
        ran.expect("the script runs");
    }

    /// Tells pages that the person likes it dark, or light, and nothing that moves.
    pub(crate) async fn prefers(&self, scheme: &str) {
        let features = json!({"features": [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]});
        self.emulate("setEmulatedMedia", features).await;
    }

    /// Makes the window this wide and as high as its page; a telephone's width has a finger for a mouse.
    pub(crate) async fn size(&self, width: u32) {
        let touch = json!({"enabled": width < 640});
        self.emulate("setTouchEmulationEnabled", touch).await;
        self.emulate("setScrollbarsHidden", json!({"hidden": true}))
            .await;
        self.emulate("setDeviceMetricsOverride", metrics(width, HEIGHT))
            .await;
        // What floats over the page is looked at in a window that ends before the page does.
        let whole = "document.querySelector('dialog:modal, tbody input:checked') === null && document.documentElement.scrollHeight";
        if let Some(height) = self.evaluate(whole).await.as_u64() {
            self.emulate("setDeviceMetricsOverride", metrics(width, height))
                .await;
        } else {
            let ticked =
                "document.querySelector('tbody input:checked')?.scrollIntoView({block: 'center'})";
            self.evaluate(ticked).await;
        }
    }

    /// Takes back what [`Self::size`] did.
    pub(crate) async fn size_of_its_own(&self) {
        self.emulate("setTouchEmulationEnabled", json!({"enabled": false}))
            .await;
        self.emulate("clearDeviceMetricsOverride", json!({})).await;
    }

    /// Writes a picture of what the window shows to a file.
    pub(crate) async fn picture(&self, file: &Path) {
        let taken = self.driver.screenshot(file).await;
        taken.expect("the picture is written");
    }

    /// Is as small as a telephone.
    pub(crate) async fn shrink(&self) {
        let size = json!({"width": 390, "height": 600, "deviceScaleFactor": 1, "mobile": false});
        let tools = self.driver.cdp();
        let set = tools.send_raw("Emulation.setDeviceMetricsOverride", size);
        set.await.expect("it is emulated");
    }

    /// Forgets what was loaded before.
    pub(crate) async fn forget_cache(&self) {
        let tools = self.driver.cdp();
        let forgot = tools.send_raw("Network.clearBrowserCache", json!({})).await;
        forgot.expect("the cache is empty");
    }

    /// Loses the session, as if it had ended.
    pub(crate) async fn lose_session(&self) {
        let lost = self.driver.delete_cookie("sessionid").await;
        lost.expect("the cookie is deleted");
    }

    async fn emulate(&self, command: &str, with: Value) {
        let tools = self.driver.cdp();
        let set = tools.send_raw(&format!("Emulation.{command}"), with).await;
        set.expect("it is emulated");
    }

    /// Does it with the first visible element with this selector, as soon as that is possible.
    async fn act(&self, css: &str, act: impl AsyncFn(&WebElement) -> WebDriverResult<()>) {
        self.act_on(By::Css(css), css, act).await;
    }

    async fn act_on(
        &self,
        by: By,
        name: &str,
        act: impl AsyncFn(&WebElement) -> WebDriverResult<()>,
    ) {
        eventually(&format!("{name:?} to be ready"), async || {
            for element in self.driver.find_all(by.clone()).await.ok()? {
                if element.is_displayed().await.unwrap_or(false) && act(&element).await.is_ok() {
                    return Some(());
                }
            }
            None
        })
        .await;
    }
}

fn metrics(width: u32, height: u64) -> Value {
    json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false})
}

impl Drop for Window {
    fn drop(&mut self) {
        // The crate's own way out waits for answers that this thread, which is here, would have to read.
        let _ = self.driver.clone().leak();
        // Where this fails, the test has failed already.
        let _ = self.process.end(&self.driver.session_id().to_string());
    }
}

impl Driver {
    /// Starts one on a free port of this machine.
    fn start() -> Self {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("chromedriver is there: `cargo xtask test browser` installs it");
        let said = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut process = Self {
            child,
            port: String::new(),
        };
        let port = said.lines().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        });
        process.port = port.expect("it says its port");
        process
    }

    /// Closes the browser, and waits until it is gone.
    fn end(&self, session: &str) -> std::io::Result<()> {
        let address = format!("127.0.0.1:{}", self.port);
        let mut stream = TcpStream::connect(&address)?;
        write!(
            stream,
            "DELETE /session/{session} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
        )?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        // It answers once the browser has ended, and keeps the connection.
        stream.read_exact(&mut [0; 12])
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
