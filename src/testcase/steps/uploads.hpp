#pragma once
// The files that a request uploads, found when its testcase is loaded.

#include <string>
#include <vector>

#include "testcase/steps/step_source.hpp"

namespace hrp::testcase {

// The path of an upload value "@path;type=…" or "@\"path\"", empty for a plain form field.
[[nodiscard]] std::string uploadPath(const std::string& value);

// Reads the files that the step can upload, so that they are in the bundle; one that is missing is
// diagnosed.
void collectUploads(const StepInput& input, const Operation& operation,
                    const std::vector<UploadPart>& parts);

}  // namespace hrp::testcase
