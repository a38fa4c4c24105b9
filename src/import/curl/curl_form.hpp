#pragma once
// CurlForm: the fields of curl's -F and --form-string as parts of a form, read with curl's own
// rules (curl.se/docs/manpage.html, "--form"): attributes behind `;`, quotes, files, headers and
// encodings. Pure but for `input`, which gives the files that a field names.

#include <string>
#include <vector>

#include "hrp/base/error.hpp"
#include "import/curl/curl_command.hpp"
#include "import/curl/curl_input.hpp"
#include "import/request_writer.hpp"

namespace hrp::import {

[[nodiscard]] base::Result<std::vector<FormPart>> readCurlForm(const std::vector<CurlPart>& fields,
                                                               CurlInput& input);

}  // namespace hrp::import
