#pragma once
// PostmanBody: the body of a Postman request as that of a step. What cannot be said, and a file
// that is not there, is a note. One request, one thread.

#include <string>
#include <vector>

#include "import/converters.hpp"
#include "import/postman/postman_text.hpp"
#include "import/request_writer.hpp"

namespace hrp::import {

struct PostmanBodyNeeds {
  PostmanText& texts;
  FileSource& files;
  const std::string& place;
  std::vector<std::string>& notes;
};

void writePostmanBody(const OrderedValue& body, PostmanBodyNeeds needs, HeaderList& headers,
                      OrderedValue& request);

}  // namespace hrp::import
