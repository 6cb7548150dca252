//! A plain HTTP client with a session, for what a browser would not send.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// What the server said.
#[derive(Debug)]
pub struct Said {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Said {
    /// Where it sends the visitor.
    pub fn location(&self) -> &str {
        self.header("location").unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let at = self.body.find(&start).unwrap_or_else(|| panic!("no {name}: {}", self.body)) + start.len();
        self.body[at..].split('"').next().unwrap().to_owned()
    }
}

/// A field as a form shows it.
#[derive(Debug)]
pub struct Entry {
    pub name: String,
    /// `text`, `date`, `month`, `file`, `select` or `textarea`.
    pub kind: String,
    /// The first word that a choice offers.
    pub offered: Option<String>,
}

impl Said {
    /// The fields of the operation's form that somebody types into.
    pub fn entries(&self) -> Vec<Entry> {
        let after = |text: &str, mark: &str| Some(text.split_once(mark)?.1.split('"').next()?.to_owned());
        let shown = self.body.split("<div class=\"entry\">").skip(1);
        let entry = |cell: &str| {
            let control =
                cell.split('<').find(|tag| ["input", "select", "textarea"].iter().any(|kind| tag.starts_with(kind)))?;
            let kind = match control.split(' ').next()? {
                "input" => after(control, "type=\"")?,
                other => other.to_owned(),
            };
            let options = cell.split("<option value=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
            let offered = options.filter(|word| !word.is_empty()).map(str::to_owned).next();
            Some(Entry { name: after(control, " name=\"")?, kind, offered })
        };
        shown.filter_map(entry).collect()
    }
}

pub struct Client {
    address: String,
    pub cookie: String,
    pub csrf: String,
}

pub fn encoded(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

pub fn encoded_text(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn said(answer: &[u8]) -> Said {
    let text = String::from_utf8_lossy(answer).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    Said { status, head: head.to_owned(), body: body.to_owned() }
}

/// The body of an answer that must be a file.
pub fn file_of(answer: &[u8]) -> Vec<u8> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(answer));
    answer[end + 4..].to_vec()
}

impl Client {
    pub fn of(address: &str) -> Client {
        Client { address: address.to_owned(), cookie: String::new(), csrf: String::new() }
    }

    pub fn sign_in(&mut self, user: &str, password: &str) {
        let said = self.post("/login", &[("user", user), ("password", password)]);
        assert_eq!(said.status, 303, "{user}: {}", said.body);
        let cookie = said.header("set-cookie").unwrap();
        self.cookie = cookie.split(';').next().unwrap().to_owned();
        self.csrf = self.get("/").hidden("csrf");
    }

    pub fn get(&self, path: &str) -> Said {
        self.send("GET", path, &[], "")
    }

    /// A form as it stands on our pages: with the session's token.
    pub fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Said {
        let pairs = [&[("csrf", self.csrf.as_str())], pairs].concat();
        self.post_raw(path, &pairs, &[])
    }

    /// The body of an answer that is a file.
    pub fn post_bytes(&self, path: &str, pairs: &[(&str, &str)]) -> Vec<u8> {
        let pairs = [&[("csrf", self.csrf.as_str())], pairs].concat();
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        file_of(&self.ask("POST", path, &kind, encoded(&pairs).as_bytes()))
    }

    pub fn post_raw(&self, path: &str, pairs: &[(&str, &str)], headers: &[(&str, &str)]) -> Said {
        self.send("POST", path, headers, &encoded(pairs))
    }

    /// A form with a file.
    pub fn upload(&self, path: &str, pairs: &[(&str, &str)], file: (&str, &str, &[u8])) -> Said {
        said(&self.upload_raw(path, pairs, file))
    }

    /// The whole answer to a form with a file.
    pub fn upload_raw(&self, path: &str, pairs: &[(&str, &str)], (field, name, bytes): (&str, &str, &[u8])) -> Vec<u8> {
        const LINE: &str = "----shebao-test";
        let mut body = Vec::new();
        for (key, value) in pairs.iter().chain(&[("csrf", self.csrf.as_str())]) {
            body.extend(
                format!("--{LINE}\r\ncontent-disposition: form-data; name=\"{key}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        let head = format!("--{LINE}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.bytes());
        body.extend(bytes);
        body.extend(format!("\r\n--{LINE}--\r\n").bytes());
        let kind = format!("multipart/form-data; boundary={LINE}");
        self.ask("POST", path, &[("content-type", kind.as_str())], &body)
    }

    /// What the server says to a file of unknown length that never ends.
    pub fn upload_endless(&self, path: &str, bytes: usize) -> Said {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        // Only a server that waits for the end lets this pass.
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\ntransfer-encoding: chunked\r\n\
             content-type: multipart/form-data; boundary=x\r\n\r\n",
            self.address, self.cookie
        );
        let field = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n";
        let body = format!("{field}{}", "a".repeat(bytes));
        stream.write_all(head.as_bytes()).unwrap();
        let _ = stream.write_all(format!("{:x}\r\n{body}\r\n", body.len()).as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        said(&answer)
    }

    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Said {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let given = headers.iter().any(|(name, _)| *name == "content-type");
        let form = if given { &form[..0] } else { &form[..] };
        self.send_bytes(method, path, &[headers, form].concat(), body.as_bytes())
    }

    fn send_bytes(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Said {
        said(&self.ask(method, path, headers, body))
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.address);
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if !self.cookie.is_empty() {
            head.push_str(&format!("cookie: {}\r\n", self.cookie));
        }
        if !headers.iter().any(|(name, _)| *name == "content-length") {
            head.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        // A server that refuses early closes before it has read everything.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    }
}
