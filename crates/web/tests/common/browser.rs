//! Chromium at work: a session of its own, waits for what must appear, never sleeps.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use super::Server;

const PATIENCE: Duration = Duration::from_secs(20);

pub struct Browser {
    pub client: Client,
    base: String,
    driver: Child,
    pictures: usize,
    name: &'static str,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Browser {
    /// A browser window of an office screen. `name` begins the names of its pictures.
    pub async fn open(server: &Server, name: &'static str) -> Browser {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            // The browser's own words, as in a date field.
            .env("LANGUAGE", "zh_CN")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed (./test installs it)");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .find_map(|line| {
                let line = line.ok()?;
                let (_, port) = line.split_once("started successfully on port ")?;
                Some(port.trim_end_matches('.').to_owned())
            })
            .unwrap();
        // Whoever stops reading would stop the driver.
        std::thread::spawn(move || lines.for_each(drop));
        let options = json!({ "goog:chromeOptions": { "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1440,1000", "--hide-scrollbars",
            "--lang=zh-CN", "--force-prefers-reduced-motion"
        ] } });
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(options.as_object().unwrap().clone());
        let client = builder.connect(&format!("http://127.0.0.1:{port}")).await.unwrap();
        Browser { client, base: format!("http://{}", server.address), driver, pictures: 0, name }
    }

    pub async fn go(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.base)).await.unwrap();
    }

    /// Waits until an element is there.
    pub async fn wait(&self, css: &str) -> fantoccini::elements::Element {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("{css}: {error}\n{}", self.text().await),
        }
    }

    /// Waits until the page says something.
    pub async fn says(&self, text: &str) {
        let path = format!("//body[contains(normalize-space(.), \"{text}\")]");
        if self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(&path)).await.is_err() {
            panic!("not said: {text}\n{}", self.text().await);
        }
    }

    pub async fn text(&self) -> String {
        self.client.find(Locator::Css("body")).await.unwrap().text().await.unwrap()
    }

    /// Types into a field by its name, in place of what stands there.
    pub async fn fill(&self, name: &str, text: &str) {
        let script = "arguments[0].value = arguments[1]";
        loop {
            let field = self.wait(&format!("[name='{name}']:not([type=hidden])")).await;
            let field = serde_json::to_value(field).unwrap();
            match self.client.execute(script, vec![field, json!(text)]).await {
                Err(error) if error.is_stale_element_reference() => {}
                done => {
                    done.unwrap();
                    return;
                }
            }
        }
    }

    /// What stands in a field; a page that goes away between finding and reading it is waited for once more.
    pub async fn value(&self, name: &str) -> String {
        loop {
            let field = self.wait(&format!("[name='{name}']")).await;
            match field.prop("value").await {
                Err(error) if error.is_stale_element_reference() => {}
                value => return value.unwrap().unwrap_or_default(),
            }
        }
    }

    /// Presses the button with these words.
    pub async fn press(&self, words: &str) {
        let path = format!("//button[contains(., '{words}')]");
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(&path)).await;
        match found {
            Ok(button) => button.click().await.unwrap(),
            Err(error) => panic!("{words}: {error}\n{}", self.text().await),
        }
    }

    pub async fn sign_in(&self, server: &Server, user: &str) {
        self.client.delete_all_cookies().await.unwrap();
        self.go("/login").await;
        self.fill("user", user).await;
        self.fill("password", &server.people.passwords[user]).await;
        self.press("登录").await;
        self.wait("form.leave").await;
    }

    /// Fails when the page breaks a rule of WCAG 2.2 AA, where the rules are there (`./test` fetches
    /// them).
    pub async fn is_accessible(&self, what: &str) {
        const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/axe/package/axe.min.js");
        static TOLD: std::sync::Once = std::sync::Once::new();
        let Ok(axe) = std::fs::read_to_string(RULES) else {
            TOLD.call_once(|| println!("left out: axe-core is not there: every page against WCAG 2.2 AA"));
            return;
        };
        self.client.execute(&axe, vec![]).await.unwrap();
        let ask = "const done = arguments[arguments.length - 1]; \
            const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']; \
            axe.run(document, { runOnly: tags }).then((found) => done(found.violations.map((one) => \
            one.id + ': ' + one.nodes.map((node) => node.target.join(' ') + ' ' + node.failureSummary).join(' | '))))";
        let found = self.client.execute_async(ask, vec![]).await.unwrap();
        assert_eq!(found, json!([]), "{what}: {found:#}");
    }

    /// A picture of the page for the manual, when a folder for them is named; every page that is
    /// shown there is accessible.
    pub async fn picture(&mut self, what: &str) {
        self.is_accessible(what).await;
        let Some(folder) = std::env::var_os("SHEBAO_PICTURES") else { return };
        self.pictures += 1;
        self.client.set_window_size(1440, 900).await.unwrap();
        let height = self.client.execute("return document.documentElement.scrollHeight", vec![]).await.unwrap();
        let height = height.as_u64().unwrap_or(900).clamp(700, 3_000) as u32 + 140;
        self.client.set_window_size(1440, height).await.unwrap();
        let bytes = self.client.screenshot().await.unwrap();
        let path = std::path::Path::new(&folder).join(format!("{}-{:02}-{what}.png", self.name, self.pictures));
        std::fs::write(path, bytes).unwrap();
    }

    /// The page on paper: its text, with the pages beside the pictures when a folder for them is named.
    pub async fn on_paper(&self, what: &str) -> String {
        let bytes = self.client.print(fantoccini::wd::PrintConfiguration::default()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("page.pdf");
        std::fs::write(&file, &bytes).unwrap();
        if let Some(kept) = std::env::var_os("SHEBAO_PICTURES") {
            std::fs::write(std::path::Path::new(&kept).join(format!("{}-{what}.pdf", self.name)), &bytes).unwrap();
        }
        // A long panel begins below the heading, not on a sheet of its own.
        let first = Command::new("pdftotext").args(["-l", "1"]).arg(&file).arg("-").output().unwrap().stdout;
        let first = String::from_utf8_lossy(&first).split_whitespace().map(|word| word.chars().count()).sum::<usize>();
        assert!(first > 100, "{what}: the first page is all but empty: {first} characters");
        let read = files::document_in_process(&file).unwrap();
        let lines: Vec<String> = read.paragraphs().map(|paragraph| paragraph.text.clone()).collect();
        lines.join("\n")
    }

    pub async fn close(self) {
        self.client.clone().close().await.unwrap();
    }
}
