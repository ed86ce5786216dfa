//! Where requests go: the service's own host for a region, or an address that is given.

use http::Uri;

/// Regions of one owner, with their own host names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    /// As ARNs spell it.
    pub name: &'static str,
    /// What hosts end in.
    suffix: &'static str,
    /// What hosts of both IPv4 and IPv6 end in, where there are any.
    dual_stack: Option<&'static str>,
    /// What its regions begin with.
    regions: &'static [&'static str],
}

/// The first is that of every region that no other claims.
const PARTITIONS: [Partition; 8] = [
    Partition { name: "aws", suffix: "amazonaws.com", dual_stack: Some("api.aws"), regions: &[] },
    Partition {
        name: "aws-cn",
        suffix: "amazonaws.com.cn",
        dual_stack: Some("api.amazonwebservices.com.cn"),
        regions: &["cn-"],
    },
    Partition { name: "aws-us-gov", suffix: "amazonaws.com", dual_stack: Some("api.aws"), regions: &["us-gov-"] },
    Partition { name: "aws-eusc", suffix: "amazonaws.eu", dual_stack: None, regions: &["eusc-"] },
    Partition { name: "aws-iso", suffix: "c2s.ic.gov", dual_stack: None, regions: &["us-iso-"] },
    Partition { name: "aws-iso-b", suffix: "sc2s.sgov.gov", dual_stack: None, regions: &["us-isob-"] },
    Partition { name: "aws-iso-e", suffix: "cloud.adc-e.uk", dual_stack: None, regions: &["eu-isoe-"] },
    Partition { name: "aws-iso-f", suffix: "csp.hci.ic.gov", dual_stack: None, regions: &["us-isof-", "eu-isof-"] },
];

/// Regions in which the service is listed. Custom Labels is in fewer, and AWS publishes no list of them that a program can read.
const LISTED: [&str; 19] = [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-5",
    "ap-southeast-7",
    "ca-central-1",
    "eu-central-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "il-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

impl Partition {
    /// That of a region.
    pub fn of(region: &str) -> &'static Self {
        let claims = |partition: &&Partition| partition.regions.iter().any(|prefix| region.starts_with(prefix));
        PARTITIONS.iter().find(claims).unwrap_or(&PARTITIONS[0])
    }
}

/// Those that have a host with cryptography certified by FIPS 140.
const FIPS: [&str; 6] = ["ca-central-1", "us-east-1", "us-east-2", "us-gov-west-1", "us-west-1", "us-west-2"];

/// The addresses of the service in all regions in which it is listed, FIPS last: what a page that submits must be allowed to
/// reach.
pub fn listed_endpoints() -> Vec<String> {
    let of = |regions: &[&str], fips| -> Vec<String> {
        let options =
            |region: &&str| EndpointOptions { region: (*region).to_owned(), fips, ..EndpointOptions::default() };
        regions.iter().filter_map(|region| Endpoint::new(&options(region)).ok()).map(|endpoint| endpoint.url).collect()
    };
    [of(&LISTED, false), of(&FIPS, true)].concat()
}

/// The regions in which the service is listed.
pub fn listed_regions() -> impl Iterator<Item = &'static str> {
    LISTED.into_iter()
}

/// Whether the service is listed in this region. It may have come since: warn, never refuse.
pub fn is_listed(region: &str) -> bool {
    LISTED.contains(&region)
}

/// What an endpoint is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EndpointOptions {
    /// The region: signed in every request.
    pub region: String,
    /// An address instead of the service's own.
    pub url: Option<String>,
    /// The host whose cryptography is certified by FIPS 140.
    pub fips: bool,
    /// The host that is reached by IPv6 as well.
    pub dual_stack: bool,
}

/// Why there is no endpoint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// No region.
    #[error("no region: name one, such as us-east-1")]
    MissingRegion,
    /// A region that cannot stand in a host name.
    #[error("{0:?} is no region: expected letters, digits and hyphens, as in us-east-1")]
    InvalidRegion(String),
    /// Both an address and what only makes sense for the service's own.
    #[error("a given endpoint cannot be combined with FIPS or dual stack: choose one")]
    Conflict,
    /// The partition has no hosts for IPv6.
    #[error("region {0} has no dual-stack endpoint")]
    NoDualStack(String),
    /// The address is none.
    #[error("{0:?} is no endpoint: expected http://HOST[:PORT] or https://HOST[:PORT], without a path")]
    InvalidUrl(String),
    /// The address would carry credentials over the network unprotected.
    #[error("{0:?} is not encrypted: use https, or an address of this machine")]
    Insecure(String),
}

/// Where requests go, and the region that is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    url: String,
    host: String,
    region: String,
    own: bool,
}

impl Endpoint {
    /// The endpoint of these options.
    pub fn new(options: &EndpointOptions) -> Result<Self, EndpointError> {
        let region = options.region.trim();
        if region.is_empty() {
            return Err(EndpointError::MissingRegion);
        }
        let is_label = |text: &str| {
            text.len() <= 63
                && !text.starts_with('-')
                && !text.ends_with('-')
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        if !is_label(region) {
            return Err(EndpointError::InvalidRegion(region.to_owned()));
        }
        match &options.url {
            Some(_) if options.fips || options.dual_stack => Err(EndpointError::Conflict),
            Some(url) => Self::given(url, region),
            None => Self::of_service(region, options),
        }
    }

    fn of_service(region: &str, options: &EndpointOptions) -> Result<Self, EndpointError> {
        let partition = Partition::of(region);
        let suffix = if options.dual_stack {
            partition.dual_stack.ok_or_else(|| EndpointError::NoDualStack(region.to_owned()))?
        } else {
            partition.suffix
        };
        let fips = if options.fips { "-fips" } else { "" };
        let host = format!("rekognition{fips}.{region}.{suffix}");
        Ok(Self { url: format!("https://{host}/"), host, region: region.to_owned(), own: true })
    }

    fn given(text: &str, region: &str) -> Result<Self, EndpointError> {
        let invalid = || EndpointError::InvalidUrl(text.to_owned());
        let uri: Uri = text.trim().parse().map_err(|_| invalid())?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(invalid());
        };
        let has_path = uri.path_and_query().is_some_and(|path| path.as_str() != "/");
        if !["http", "https"].contains(&scheme) || has_path || authority.as_str().contains('@') {
            return Err(invalid());
        }
        if scheme == "http" && !is_this_machine(authority.host()) {
            return Err(EndpointError::Insecure(text.to_owned()));
        }
        // A port that is the scheme's own is left out of the header `host`, and so of what is signed.
        let implied = if scheme == "http" { 80 } else { 443 };
        let host = match authority.port_u16() {
            Some(port) if port != implied => format!("{}:{port}", authority.host()),
            _ => authority.host().to_owned(),
        };
        Ok(Self { url: format!("{scheme}://{host}/"), host, region: region.to_owned(), own: false })
    }

    /// The address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What the header `host` says.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether it is the service's own for the region, and not an address that was given.
    pub fn is_services_own(&self) -> bool {
        self.own
    }

    /// The region.
    pub fn region(&self) -> &str {
        &self.region
    }
}

fn is_this_machine(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(region: &str) -> EndpointOptions {
        EndpointOptions { region: region.to_owned(), ..EndpointOptions::default() }
    }

    fn given(url: &str) -> Result<Endpoint, EndpointError> {
        Endpoint::new(&EndpointOptions { url: Some(url.to_owned()), ..options("us-east-1") })
    }

    #[test]
    fn the_services_own_hosts() {
        let url = |options: &EndpointOptions| Endpoint::new(options).unwrap().url().to_owned();
        assert_eq!(url(&options("us-east-1")), "https://rekognition.us-east-1.amazonaws.com/");
        assert_eq!(url(&options("cn-north-1")), "https://rekognition.cn-north-1.amazonaws.com.cn/");
        assert_eq!(url(&options("eu-isoe-west-1")), "https://rekognition.eu-isoe-west-1.cloud.adc-e.uk/");
        let fips = EndpointOptions { fips: true, ..options("us-gov-west-1") };
        assert_eq!(url(&fips), "https://rekognition-fips.us-gov-west-1.amazonaws.com/");
        let both = EndpointOptions { fips: true, dual_stack: true, ..options("us-west-2") };
        assert_eq!(url(&both), "https://rekognition-fips.us-west-2.api.aws/");
    }

    #[test]
    fn a_given_address_is_taken_with_its_port() {
        let endpoint = given("http://127.0.0.1:8020").unwrap();
        assert_eq!((endpoint.url(), endpoint.host()), ("http://127.0.0.1:8020/", "127.0.0.1:8020"));
        assert_eq!(given("https://example.test:443/").unwrap().host(), "example.test");
        assert_eq!(given("http://[::1]:8020").unwrap().host(), "[::1]:8020");
    }

    #[test]
    fn what_makes_no_endpoint_is_refused() {
        assert_eq!(Endpoint::new(&options(" ")), Err(EndpointError::MissingRegion));
        assert!(matches!(Endpoint::new(&options("evil.example/#")), Err(EndpointError::InvalidRegion(_))));
        assert!(matches!(given("http://example.test"), Err(EndpointError::Insecure(_))));
        for url in ["ftp://127.0.0.1", "127.0.0.1", "http://127.0.0.1/path", "http://user:secret@127.0.0.1", ""] {
            assert!(matches!(given(url), Err(EndpointError::InvalidUrl(_))), "{url:?}");
        }
        let fips = EndpointOptions { url: Some("https://a.test".to_owned()), fips: true, ..options("us-east-1") };
        assert_eq!(Endpoint::new(&fips), Err(EndpointError::Conflict));
        let dual = EndpointOptions { dual_stack: true, ..options("us-iso-east-1") };
        assert!(matches!(Endpoint::new(&dual), Err(EndpointError::NoDualStack(_))));
    }
}
