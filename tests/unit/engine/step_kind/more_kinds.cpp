// The list of kinds with one more. A program that is linked with this has no use for the objects in
// which the rooms expand the list without it.

#define HRP_MORE_STEP_KINDS(KIND) KIND(CountStep)

#include "engine/steps/step_list.cpp"
#include "testcase/steps/step_list.cpp"
