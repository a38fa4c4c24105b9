#pragma once
// CaseReader: testcase files → CaseModel. Reads the file and everything it refers to (api files,
// referenced testcases, .env), checks the shape of every field and normalises the legacy forms.
//
// Owned by one loading, one thread. Errors name the file, the step and the field.

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "hrp/testcase/file_source.hpp"
#include "testcase/read/case_model.hpp"
#include "testcase/read/document_reader.hpp"
#include "testcase/steps/step_source.hpp"

namespace hrp::testcase {

class CaseReader final : private StepReading {
 public:
  // Strict: fields that nobody reads are an error of the file that holds or refers to them.
  CaseReader(FileSource& files, bool strict) : files_(files), strict_(strict) {}

  [[nodiscard]] base::Result<std::shared_ptr<const CaseModel>> readFile(const std::string& path);

 private:
  // What a case is read with: where it stands and the chain of files that led to it.
  struct Origin {
    std::string file;
    Project project;
    bool is_json = false;
    std::vector<std::string> parameter_order;
  };

  // The same for a file that another refers to: unknown fields are only noted.
  [[nodiscard]] base::Result<std::shared_ptr<const CaseModel>> readReferenced(
      const std::string& path);
  [[nodiscard]] base::Result<Document> load(const std::string& path);
  [[nodiscard]] base::Result<std::shared_ptr<const CaseModel>> readCase(
      const expression::Value& root, Origin origin);
  void readSteps(const expression::Value& steps, CaseModel& model, ReadState& state);
  // False when the step has no action (it is dropped with a warning).
  [[nodiscard]] bool readStep(FieldReader& fields, StepModel& step);
  [[nodiscard]] bool readAction(FieldReader& fields, StepModel& step);
  void readApi(FieldReader& fields, const expression::Value& reference, StepModel& step);
  // Of the case that is read.
  [[nodiscard]] std::shared_ptr<const CaseModel> referenced(const expression::Value& reference,
                                                            FieldReader& step) override;

  FileSource& files_;
  bool strict_;
  std::vector<std::string> unknown_;
  std::vector<std::string> chain_;
  std::map<std::string, std::shared_ptr<const CaseModel>> known_;
  const CaseModel* model_ = nullptr;  // whose steps are read now
};

void readConfig(FieldReader& fields, ConfigModel& config);
// The fields that a step and an api file share: name, variables, hooks, extract, validate, export.
void readCommonFields(FieldReader& fields, StepModel& step);
// Puts an api's fields under the step's (section 10 of the semantics).
void mergeApi(const StepModel& api, StepModel& step);

}  // namespace hrp::testcase
