# Defines orchestrator::arrow and orchestrator::parquet: from a system Arrow when there is one, otherwise from the pyarrow wheel in .venv,
# whose headers and versioned libraries are complete but come without CMake files.
find_package(Arrow CONFIG QUIET)
find_package(Parquet CONFIG QUIET)
if(Arrow_FOUND AND Parquet_FOUND)
  add_library(orchestrator::arrow ALIAS Arrow::arrow_shared)
  add_library(orchestrator::parquet ALIAS Parquet::parquet_shared)
  message(STATUS "Arrow ${Arrow_VERSION} from the system")
  return()
endif()

find_program(ORCHESTRATOR_VENV_PYTHON python3 PATHS ${CMAKE_SOURCE_DIR}/.venv/bin NO_DEFAULT_PATH)
if(NOT ORCHESTRATOR_VENV_PYTHON)
  message(FATAL_ERROR "No Arrow C++ on this system and no .venv with pyarrow: run `make setup` first")
endif()
execute_process(COMMAND ${ORCHESTRATOR_VENV_PYTHON} -c
  "import importlib.util, os; print(os.path.dirname(importlib.util.find_spec('pyarrow').origin))"
  OUTPUT_VARIABLE PYARROW_DIR OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
file(STRINGS ${PYARROW_DIR}/include/arrow/util/config.h ARROW_SO_LINE REGEX "define ARROW_SO_VERSION")
string(REGEX REPLACE ".*\"([0-9]+)\".*" "\\1" ARROW_SO_VERSION "${ARROW_SO_LINE}")
message(STATUS "Arrow from the pyarrow wheel: ${PYARROW_DIR} (so ${ARROW_SO_VERSION})")
foreach(component arrow parquet)
  add_library(orchestrator::${component} SHARED IMPORTED GLOBAL)
  set_target_properties(orchestrator::${component} PROPERTIES
    IMPORTED_LOCATION ${PYARROW_DIR}/lib${component}.so.${ARROW_SO_VERSION}
    INTERFACE_INCLUDE_DIRECTORIES ${PYARROW_DIR}/include)
endforeach()
set_property(TARGET orchestrator::parquet PROPERTY INTERFACE_LINK_LIBRARIES orchestrator::arrow)
