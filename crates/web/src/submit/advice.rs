//! How a submission failed, by its code: what to do about it.

use super::probe::Silence;

/// What is known of the way that a request took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// Whether the browser says that it is online.
    pub is_online: bool,
    /// Whether the endpoint is on this machine.
    pub is_local: bool,
    /// Where the page came from.
    pub origin: Option<String>,
    /// Why nothing came back, once that was found out.
    pub silence: Option<Silence>,
}

/// What to do about a failure.
pub fn advice(code: &str, message: &str, way: &Way) -> String {
    match code {
        "ACCESS_DENIED" => match missing_action(message) {
            Some(action) => {
                format!("The keys do not allow {action}. Have it added: the dry run shows the least policy that is needed.")
            }
            None => "The keys do not allow this. The dry run shows the least policy that is needed.".to_owned(),
        },
        "EXPIRED_TOKEN" => "The credentials have expired. Paste new ones, then continue. Nothing is lost.".to_owned(),
        "UNRECOGNIZED_CLIENT" | "INVALID_CLIENT_TOKEN_ID" => {
            "The service does not know these keys, or the session token is missing. Paste all three lines again.".to_owned()
        }
        "INVALID_SIGNATURE" | "SIGNATURE_DOES_NOT_MATCH" if message.contains("expired") || message.contains("not yet") => {
            "This machine’s clock is wrong by more than five minutes. Set it, then go on.".to_owned()
        }
        "INVALID_SIGNATURE" | "SIGNATURE_DOES_NOT_MATCH" => {
            "The secret key does not belong to this access key. Paste both again.".to_owned()
        }
        "CREDENTIALS" => "Enter credentials, then continue.".to_owned(),
        // An answer came, and is none of the service's.
        "NETWORK" if message.starts_with("status ") => {
            "Something on the way answered in the service’s place, such as a proxy. Go on in a minute.".to_owned()
        }
        "NETWORK" => network(way),
        "RESOURCE_NOT_FOUND" => "Check the ARN, its region and the account of the keys.".to_owned(),
        "RESOURCE_IN_USE" | "RESOURCE_NOT_READY" => {
            "The service is still at an earlier change of the dataset. Wait until it is complete, then go on.".to_owned()
        }
        "THROTTLING" | "PROVISIONED_THROUGHPUT_EXCEEDED" | "INTERNAL_SERVER_ERROR" => {
            "The service is throttling requests. Continue in a minute.".to_owned()
        }
        "LIMIT_EXCEEDED" | "SERVICE_QUOTA_EXCEEDED" => {
            "A quota of the account is reached. Delete what is not needed, or have it raised.".to_owned()
        }
        "TIMEOUT" => "The service is still working. Continue to check again.".to_owned(),
        "CANCELLED" => "What the service has accepted goes on by itself. Going on sends nothing twice.".to_owned(),
        "UPDATE_FAILED" | "CREATE_FAILED" => {
            "The service accepted the lines but could not use them; its message says why. Delete the dataset before you try again.".to_owned()
        }
        _ => "Fix what the message describes, then try again.".to_owned(),
    }
}

/// A browser does not tell a page why nothing came back. What can be found out, is.
fn network(way: &Way) -> String {
    let words = match (way.silence, way.is_local) {
        (Some(Silence::Over), _) => "An answer was lost. The address answers again: go on.",
        (Some(Silence::Policy), _) => {
            "The policy of this page (connect-src) does not let it reach this address. Whoever serves the page can allow it."
        }
        (Some(Silence::Permission), _) => {
            "The browser does not let this page reach this machine: allow it local network access in the settings of the \
             site, or open the page that the local service serves itself."
        }
        (Some(Silence::Foreign), true) => return foreign(way.origin.as_deref()),
        (Some(Silence::Foreign), false) => {
            "Something answers there, and does not let pages from here ask (CORS). Use the command that the dry run gives."
        }
        _ if !way.is_online && !way.is_local => "This machine is offline. Go on when it is connected again.",
        (Some(Silence::Nobody), true) => "Nobody answers there. Start the service again, then go on.",
        (Some(Silence::Nobody), false) => {
            "Nobody answers there: the address may be wrong, or a firewall may not allow it. Go on to try again."
        }
        (None, _) => "Nothing came back. Finding out why…",
    };
    words.to_owned()
}

fn foreign(origin: Option<&str>) -> String {
    let origin = origin.unwrap_or("ORIGIN");
    format!(
        "A service answers there, and does not let pages from here ask (CORS). Start it with --allow-origin {origin}, then go on."
    )
}

/// The action that the service says is missing.
fn missing_action(message: &str) -> Option<&str> {
    let start = message.find("rekognition:")?;
    let action = &message[start..];
    let end = action.char_indices().find(|(at, character)| *at > 11 && !character.is_ascii_alphanumeric());
    Some(&action[..end.map_or(action.len(), |(at, _)| at)]).filter(|action| action.len() > "rekognition:".len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_missing_action_is_named() {
        let message = "AccessDeniedException: User: arn:aws:iam::1:user/x is not authorized to perform: rekognition:DistributeDatasetEntries on resource: arn:aws:rekognition:us-east-1:1:project/p";
        assert!(
            advice("ACCESS_DENIED", message, &Way::default()).contains("allow rekognition:DistributeDatasetEntries.")
        );
        assert!(advice("ACCESS_DENIED", "no", &Way::default()).starts_with("The keys do not allow this."));
    }

    #[test]
    fn silence_is_told_apart_as_far_as_it_can_be() {
        let of = |silence, is_local| {
            let origin = Some("https://labels.example".to_owned());
            advice("NETWORK", "", &Way { is_online: true, is_local, origin, silence })
        };
        assert!(advice("NETWORK", "", &Way::default()).contains("offline"));
        assert!(of(None, false).contains("Finding out"));
        assert!(of(Some(Silence::Policy), false).contains("connect-src"));
        assert!(of(Some(Silence::Permission), true).contains("local network access"));
        assert!(of(Some(Silence::Foreign), true).contains("--allow-origin https://labels.example,"));
        assert!(of(Some(Silence::Foreign), false).contains("CORS"));
        assert!(of(Some(Silence::Nobody), true).contains("Start the service again"));
        assert!(of(Some(Silence::Nobody), false).contains("firewall"));
        assert!(of(Some(Silence::Over), true).contains("go on"));
        let proxy = "status 503 with a body that is no answer of the service: <html>";
        assert!(advice("NETWORK", proxy, &Way::default()).contains("on the way"));
    }

    #[test]
    fn a_wrong_clock_is_told_from_a_wrong_secret() {
        let old = "InvalidSignatureException: Signature expired: 20260101T000000Z is now earlier than";
        assert!(advice("INVALID_SIGNATURE", old, &Way::default()).contains("clock"));
        assert!(advice("INVALID_SIGNATURE", "other", &Way::default()).contains("secret key"));
    }
}
