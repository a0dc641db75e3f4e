# Writes OUTPUT, a C++ source with the files of FOLDER as raw string literals: `orchestrator new` needs no files beside the binary.
file(GLOB TEMPLATES RELATIVE ${FOLDER} ${FOLDER}/*)
set(TEXT "#include \"project_templates.h\"\n\nconst std::vector<ProjectTemplate>& cpp_templates() {\n  static const std::vector<ProjectTemplate> templates{\n")
foreach(name ${TEMPLATES})
  file(READ ${FOLDER}/${name} CONTENT)
  string(APPEND TEXT "{\"${name}\", R\"template(${CONTENT})template\"},\n")
endforeach()
string(APPEND TEXT "  };\n  return templates;\n}\n")
file(WRITE ${OUTPUT} "${TEXT}")
