# The one place that names the version; `hrp --version` and the packages print it.
set(HRP_VERSION 0.1.0)
