#pragma once
// Reads the files of `config.cert`. The loader's thread.

#include <string>
#include <vector>

#include "hrp/base/client_certificate.hpp"
#include "hrp/base/error.hpp"
#include "hrp/testcase/file_source.hpp"

namespace hrp::testcase {

// `files` are absolute: one that holds both, or certificate and key. Checks that they hold a
// certificate and its key; the error names the file.
[[nodiscard]] base::Result<base::ClientCertificate> readClientCertificate(
    const std::vector<std::string>& files, FileSource& source);

}  // namespace hrp::testcase
