#pragma once
// PythonFiles: copies of a debugtalk.py and of the modules beside it, in a private folder and there
// below their own absolute paths. So a path of a copy is that of the author's file behind that of
// the folder, and so all interpreters of a run have one text, whatever becomes of the author's
// files meanwhile.
//
// Of a source that was shipped all files are copied at once, and it is the copies that are
// imported. Of one whose folder is here the author's file is imported, and read from its copy;
// which modules it has the first interpreter says. One thread at a time.

#include <string>
#include <vector>

#include "hrp/expression/custom_function.hpp"
#include "plugin/host/private_folder.hpp"

namespace hrp::plugin {

class PythonFiles {
 public:
  // kIo with the author's file when the folder cannot be made or written.
  static base::Result<PythonFiles> make(const expression::CustomSource& source);

  [[nodiscard]] const std::string& folder() const { return folder_.path(); }
  [[nodiscard]] const std::string& imported() const { return imported_; }  // what to import
  // Copies the modules that an interpreter found; those of the first one are what counts.
  [[nodiscard]] base::Result<> keep(const std::vector<std::string>& files);

 private:
  PythonFiles(PrivateFolder folder, const expression::CustomSource& source);
  [[nodiscard]] base::Result<> copy(const std::string& file, std::string_view content);

  PrivateFolder folder_;
  std::string file_;
  std::string imported_;
  bool complete_;
};

}  // namespace hrp::plugin
