//! What the figures were measured on.

/// The processor, how many of its cores are ours, and how busy they are: one line.
#[must_use]
pub fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let load = read("/proc/loadavg").split(' ').next().unwrap_or_default().to_owned();
    let load = if load.is_empty() { "unknown".to_owned() } else { load };
    let model = read("/proc/cpuinfo")
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": ").map(|(_, name)| name.to_owned()))
        .unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let build = if cfg!(debug_assertions) { "debug build: the times mean nothing" } else { "release build" };
    format!("{cores} cores of {model}, load {load}, {build}")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

/// KiB of memory that the process holds now; 0 where the system does not say.
#[must_use]
pub fn memory() -> u64 {
    kib("VmRSS:")
}

/// KiB of memory that the process held at most; 0 where the system does not say.
#[must_use]
pub fn most_memory() -> u64 {
    kib("VmHWM:")
}

fn kib(field: &str) -> u64 {
    let status = read("/proc/self/status");
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    line.and_then(|line| line.split_whitespace().next()).and_then(|n| n.parse().ok()).unwrap_or(0)
}
