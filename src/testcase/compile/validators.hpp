#pragma once
// Validators: both shapes of a `validate` entry, and the quoting that the Go version gives header
// names in JMESPath (headers.Content-Type → headers."Content-Type"). Loader's thread only.

#include <string>
#include <vector>

#include "testcase/read/case_model.hpp"
#include "testcase/read/field_reader.hpp"

namespace hrp::testcase {

[[nodiscard]] std::vector<ValidatorModel> readValidators(FieldReader& step);
// Parts that begin with `content-` or are `user-agent`, in any case; not in a text with `(.*)`.
[[nodiscard]] std::string quoteHeaderNames(const std::string& text);

}  // namespace hrp::testcase
