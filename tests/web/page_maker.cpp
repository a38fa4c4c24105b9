// Makes the page of a report of the JSON on standard input: what the tests of the page open.
#include <iostream>
#include <iterator>

#include "hrp/outputs/report_page.hpp"

int main() {
  const std::string json{std::istreambuf_iterator<char>(std::cin), {}};
  std::cout << hrp::outputs::reportPage(json);
}
