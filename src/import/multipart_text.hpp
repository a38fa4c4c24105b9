#pragma once
// MultipartText: a form as the text of a body, for what `upload` cannot say: parts with headers or
// encodings of their own, parts in parts, other kinds of multipart (RFC 2046, RFC 7578), written as
// curl writes them. Pure but for `files`.

#include <string>
#include <string_view>
#include <vector>

#include "import/request_writer.hpp"

namespace hrp::import {

struct MultipartText {
  std::string boundary;
  std::string body;  // as a testcase writes it
};

// `type`: the content type of the whole. The boundary follows from the parts.
[[nodiscard]] base::Result<MultipartText> multipartText(const std::vector<FormPart>& parts,
                                                        std::string_view type, FileSource& files);

}  // namespace hrp::import
