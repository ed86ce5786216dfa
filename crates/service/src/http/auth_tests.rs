//! Signatures that others made, and every way to spoil one.

use std::path::PathBuf;

use http::{HeaderName, HeaderValue, Request};

use super::*;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
/// 2015-08-30T12:36:00Z.
const NOW: u64 = 1_440_938_160;
const BODY: &str = r#"{"Datasets":[{"Arn":"arn:aws:rekognition:us-east-1:111122223333:project/my-proj-2/dataset/train/1690564858106"},{"Arn":"arn:aws:rekognition:us-east-1:111122223333:project/my-proj-2/dataset/test/1690564858106"}]}"#;

fn keys() -> Keys {
    Keys::one("AKIDEXAMPLE", SECRET)
}

/// The request whose signature botocore and `@smithy/signature-v4` agree on.
fn golden() -> Request<Vec<u8>> {
    Request::post("/")
        .header("host", "rekognition.us-east-1.amazonaws.com")
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", "RekognitionService.DistributeDatasetEntries")
        .header("x-amz-date", "20150830T123600Z")
        .header("x-amz-security-token", "TOKEN-EXAMPLE")
        .header(
            "authorization",
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/rekognition/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, \
             Signature=138815ea54d56c45cb9213897aca5ee5e5a162c36ce3d6fe2889d7d836501f57",
        )
        .body(BODY.into())
        .unwrap()
}

fn check(request: &Request<Vec<u8>>, now: u64) -> Result<String, ErrorCode> {
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    verify(&keys(), method, uri, headers, request.body(), Duration::from_secs(now)).map_err(|fault| fault.code)
}

#[test]
fn a_good_signature_tells_its_region() {
    assert_eq!(check(&golden(), NOW).as_deref(), Ok("us-east-1"));
}

#[test]
fn five_minutes_are_let_pass_and_six_are_not() {
    for (off, good) in [(0, true), (240, true), (300, true), (301, false), (360, false)] {
        assert_eq!(check(&golden(), NOW + off).is_ok(), good, "{off} s late");
        assert_eq!(check(&golden(), NOW - off).is_ok(), good, "{off} s early");
    }
    let late = verify(
        &keys(),
        &Method::POST,
        &"/".parse().unwrap(),
        golden().headers(),
        BODY.as_bytes(),
        Duration::from_secs(NOW + 360),
    );
    assert_eq!(
        late.unwrap_err().message,
        "Signature expired: 20150830T123600Z is now earlier than 20150830T123700Z (20150830T124200Z - 5 min.)"
    );
}

#[test]
fn any_bit_of_the_body_changes_everything() {
    for bit in 0..BODY.len() * 8 {
        let mut request = golden();
        request.body_mut()[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(check(&request, NOW), Err(ErrorCode::InvalidSignature), "bit {bit}");
    }
}

#[test]
fn any_bit_of_any_header_changes_everything() {
    let names: Vec<HeaderName> = golden().headers().keys().cloned().collect();
    let mut tried = 0;
    for name in names {
        let length = golden().headers()[&name].len();
        for bit in 0..length * 8 {
            let mut request = golden();
            let mut bytes = request.headers()[&name].as_bytes().to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let Ok(value) = HeaderValue::from_bytes(&bytes) else { continue };
            request.headers_mut().insert(&name, value);
            // A space more or less where fields are parted says the same.
            if collapse(&bytes) == collapse(golden().headers()[&name].as_bytes()) {
                continue;
            }
            assert!(check(&request, NOW).is_err(), "bit {bit} of {name}: {:?}", request.headers()[&name]);
            tried += 1;
        }
    }
    assert!(tried > 2000, "{tried}");
}

#[test]
fn what_must_be_signed_is() {
    for name in ["host", "x-amz-date", "x-amz-security-token", "x-amz-target", "content-type"] {
        let mut request = golden();
        let text = request.headers()["authorization"].to_str().unwrap();
        let text = text.replace(&format!("{name};"), "").replace(&format!(";{name}"), "");
        request.headers_mut().insert("authorization", text.parse().unwrap());
        assert!(check(&request, NOW).is_err(), "{name}");
    }
    let mut request = golden();
    request.headers_mut().append("x-amz-target", "RekognitionService.DeleteProject".parse().unwrap());
    assert_eq!(check(&request, NOW), Err(ErrorCode::InvalidSignature), "a second target");
    let mut request = golden();
    *request.uri_mut() = "/?X-Amz-Target=RekognitionService.DeleteProject".parse().unwrap();
    assert_eq!(check(&request, NOW), Err(ErrorCode::InvalidSignature), "a query");
}

#[test]
fn each_fault_has_its_name() {
    let with = |text: &str| {
        let mut request = golden();
        request.headers_mut().insert("authorization", text.parse().unwrap());
        check(&request, NOW)
    };
    let mut none = golden();
    none.headers_mut().remove("authorization");
    assert_eq!(check(&none, NOW), Err(ErrorCode::MissingAuthenticationToken));
    let good = golden().headers()["authorization"].to_str().unwrap().to_owned();
    for text in [
        "",
        "Bearer x",
        "AWS4-HMAC-SHA256 ",
        "AWS4-HMAC-SHA256 Credential=a/b/c",
        &good.replace("Signature=13", "Signature=xy"),
    ] {
        assert_eq!(with(text), Err(ErrorCode::IncompleteSignature), "{text}");
    }
    assert_eq!(with(&good.replace("AKIDEXAMPLE", "AKIDOTHER")), Err(ErrorCode::UnrecognizedClient));
    assert_eq!(with(&good.replace("/rekognition/", "/s3/")), Err(ErrorCode::InvalidSignature));
    assert_eq!(with(&good.replace("us-east-1", "eu-west-1")), Err(ErrorCode::InvalidSignature));
}

#[test]
fn dates_are_read_as_the_calendar_has_them() {
    assert_eq!(seconds("19700101T000000Z"), Some(0));
    assert_eq!(seconds("20150830T123600Z"), Some(NOW.cast_signed()));
    assert_eq!(seconds("20240229T000000Z"), Some(1_709_164_800));
    assert_eq!(seconds("20000301T000000Z"), Some(951_868_800));
    for text in
        ["", "20150830T123600", "20151330T123600Z", "2015083XT123600Z", "20150830T256000Z", "２０１５０８３０T1"]
    {
        assert_eq!(seconds(text), None, "{text}");
    }
}

/// The cases of AWS's own signing test suite, as the crate `aws-sigv4` ships it: those whose path is `/`, as ours always is.
#[test]
fn the_signing_test_suite_passes() {
    let Some(suite) = suite() else {
        println!("skipped: the source of the crate aws-sigv4 is not where cargo keeps it");
        return;
    };
    let mut passed = 0;
    for case in std::fs::read_dir(suite).unwrap() {
        let case = case.unwrap().path();
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        // A token that is added after signing is not signed; a header over many lines is no HTTP any more.
        if name == "post-sts-header-after" || name == "get-header-value-multiline" {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(case.join("header-signed-request.txt")) else { continue };
        if !text.is_ascii() {
            continue;
        }
        let request = parse(&text);
        if request.uri().path() != "/" || text.lines().next().is_some_and(|line| line.matches(' ').count() > 2) {
            continue;
        }
        let context: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(case.join("context.json")).unwrap()).unwrap();
        let keys = Keys::one(
            context["credentials"]["access_key_id"].as_str().unwrap(),
            context["credentials"]["secret_access_key"].as_str().unwrap(),
        );
        let (method, uri, headers) = (request.method(), request.uri(), request.headers());
        let result = verify_for("service", &keys, method, uri, headers, request.body(), Duration::from_secs(NOW));
        assert!(result.is_ok(), "{name}: {result:?}");
        passed += 1;
    }
    assert!(passed >= 15, "only {passed} cases were found");
}

fn suite() -> Option<PathBuf> {
    let home =
        std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(std::env::home_dir()?.join(".cargo")))?;
    let registries = std::fs::read_dir(home.join("registry/src")).ok()?;
    let crates = registries.filter_map(|registry| std::fs::read_dir(registry.ok()?.path()).ok()).flatten();
    let found = crates
        .filter_map(|folder| Some(folder.ok()?.path()))
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("aws-sigv4-1.")))?;
    Some(found.join("aws-signing-test-suite/v4")).filter(|path| path.is_dir())
}

fn parse(text: &str) -> Request<Vec<u8>> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let mut line = lines.next().unwrap().split(' ');
    let mut request = Request::builder().method(line.next().unwrap()).uri(line.next().unwrap());
    for line in lines {
        let (name, value) = line.split_once(':').unwrap();
        request = request.header(name, value);
    }
    request.body(body.into()).unwrap()
}
