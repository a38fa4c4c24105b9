# Every dependency is a Debian 12 package (scripts/setup.sh installs them); nothing is vendored.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(CURL REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(prometheus-cpp REQUIRED)
find_package(simdjson REQUIRED)

pkg_check_modules(zmq REQUIRED IMPORTED_TARGET libzmq)
pkg_check_modules(nlohmann_json REQUIRED IMPORTED_TARGET nlohmann_json)
pkg_check_modules(cli11 REQUIRED IMPORTED_TARGET CLI11)
# cpp-httplib's macros change class layouts, so they must come from the package.
pkg_check_modules(httplib REQUIRED IMPORTED_TARGET cpp-httplib)
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(brotlidec REQUIRED IMPORTED_TARGET libbrotlidec)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(cares REQUIRED IMPORTED_TARGET libcares)
pkg_check_modules(idn2 REQUIRED IMPORTED_TARGET libidn2)
pkg_check_modules(nghttp2 REQUIRED IMPORTED_TARGET libnghttp2)

find_path(HRP_EXPECTED_INCLUDE tl/expected.hpp REQUIRED)
find_path(HRP_CPPZMQ_INCLUDE zmq.hpp REQUIRED)

# gperftools has no CMake package; both profilers are loaded from its shared libraries.
find_library(HRP_PROFILER_LIB profiler REQUIRED)
find_library(HRP_TCMALLOC_LIB NAMES tcmalloc REQUIRED)
find_path(HRP_GPERFTOOLS_INCLUDE gperftools/profiler.h REQUIRED)
