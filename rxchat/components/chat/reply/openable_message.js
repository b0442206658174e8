// The message whose blocks of code can be opened as artifacts; 0 where they can't.
import { createContext } from "react";

export const OpenableMessage = createContext(0);
