//! The part of the command line that has to do with the service.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use holdout_client::arn::{ProjectArn, TestDatasetArn, TrainDatasetArn};
use holdout_service::{AllowedEndpoint, Mishap};

/// The key pair of a service of one's own, where none is given. It opens nothing else.
pub const ACCESS_KEY: &str = "HOLDOUTLOCALACCESSKEY";
/// Its other half.
pub const SECRET_KEY: &str = "holdout-local-secret-key";

#[derive(Debug, Args)]
pub struct SubmitArguments {
    #[command(subcommand)]
    pub mode: SubmitMode,
}

#[derive(Debug, Subcommand)]
pub enum SubmitMode {
    /// Let the service move about 20% of the training dataset to the test dataset
    Distribute(DistributeArguments),
    /// Upload a split to the datasets of a project
    Upload(UploadArguments),
}

#[derive(Debug, Args)]
pub struct DistributeArguments {
    /// ARN of the training dataset
    #[arg(long, value_name = "ARN")]
    pub train: TrainDatasetArn,
    /// ARN of the test dataset, which must be empty
    #[arg(long, value_name = "ARN")]
    pub test: TestDatasetArn,
    #[command(flatten)]
    pub service: EndpointArguments,
}

#[derive(Debug, Args)]
pub struct UploadArguments {
    /// ARN of the project; missing datasets are created, existing ones must be empty
    #[arg(long, value_name = "ARN")]
    pub project: ProjectArn,
    /// Manifest for training
    #[arg(long, value_name = "FILE")]
    pub train: PathBuf,
    /// Manifest for testing
    #[arg(long, value_name = "FILE")]
    pub test: PathBuf,
    #[command(flatten)]
    pub service: EndpointArguments,
}

#[derive(Debug, Args)]
pub struct EndpointArguments {
    /// Region of the service; by default the region of the ARNs
    #[arg(long)]
    pub region: Option<String>,
    /// Address of the service, such as <http://127.0.0.1:8020>
    #[arg(long, value_name = "URL")]
    pub endpoint: Option<String>,
    /// Print each call, and send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// File for the progress; the same command resumes from it. It contains no secrets
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Address to listen on; port 0 takes a free port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8020")]
    pub listen: SocketAddr,
    /// Folder for projects and datasets; by default they are in memory
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Folder that replaces S3: the object KEY of BUCKET is DIR/BUCKET/KEY
    #[arg(long, value_name = "DIR")]
    pub s3_root: Option<PathBuf>,
    /// Access key for clients; also the environment variable `HOLDOUT_ACCESS_KEY`
    #[arg(long, value_name = "KEY")]
    pub access_key: Option<String>,
    /// Secret key for clients. Other users of the machine can see it in the list of processes: prefer
    /// `--secret-key-file` or the environment variable `HOLDOUT_SECRET_KEY`
    #[arg(long, value_name = "SECRET", conflicts_with = "secret_key_file")]
    pub secret_key: Option<String>,
    /// File with the secret key on its only line
    #[arg(long, value_name = "FILE")]
    pub secret_key_file: Option<PathBuf>,
    /// Accept requests without a signature
    #[arg(long, conflicts_with_all = ["access_key", "secret_key", "secret_key_file"])]
    pub no_auth: bool,
    /// Listen for other machines even with the default keys or with `--no-auth`
    #[arg(long)]
    pub allow_insecure: bool,
    /// What to log on standard error: `off`, `error`, `warn`, `info`, `debug`, `trace`, or a list such as
    /// `warn,holdout_service=debug`. Secrets are never logged
    #[arg(long, value_name = "LEVEL", default_value = "warn")]
    pub log: String,
    /// Duration of every change in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub latency: u64,
    /// Inject an error: `OPERATION=WHAT[:TIMES]`. WHAT is the name of an error, a status (with an HTML page, as from a proxy),
    /// `lost` or `cut` (the operation runs, and its answer is missing or incomplete), or `ok`. OPERATION may be `*`. Several
    /// rules for one operation apply in their order
    #[arg(long, value_name = "FAULT", help_heading = "Testing a client")]
    pub fault: Vec<Mishap>,
    /// Seconds until a session token expires, from its first use
    #[arg(long, value_name = "SECONDS", help_heading = "Testing a client")]
    pub session_lifetime: Option<u64>,
    /// Seconds by which the service's clock is ahead; negative: behind
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 0,
        allow_negative_numbers = true,
        help_heading = "Testing a client"
    )]
    pub clock_offset: i64,
    /// Random seed of distributions
    #[arg(long, default_value_t = 42)]
    pub seed: u64,
    /// Folder of a page to serve at the same address, instead of the page in the command
    #[arg(long, value_name = "DIR")]
    pub page: Option<PathBuf>,
    /// Another address that the page may reach, such as a VPC endpoint: <https://HOST>
    #[arg(long, value_name = "URL")]
    pub allow_endpoint: Vec<AllowedEndpoint>,
    /// Another host name of the service
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,
    /// Another origin whose pages may send requests, such as <https://labels.example>
    #[arg(long, value_name = "ORIGIN")]
    pub allow_origin: Vec<String>,
}
