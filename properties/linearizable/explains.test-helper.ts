import { Checker, type Call } from "./checker.ts";
import type { Model } from "./model.ts";

/** What one client asked and was answered: true if one server, by this model, could have said all that. */
export function explainedBy<Operation, Result>(
  model: Model<Operation, Result>,
): (...history: readonly (readonly [Operation, Result])[]) => boolean {
  return (...history) => {
    const checker = new Checker(model);
    return history.every(([operation, result], request) => {
      const call: Call<Operation, Result> = {
        client: 0,
        request,
        operation,
        invokedNs: request,
        answeredNs: null,
        result: undefined,
      };
      checker.invoke(call);
      call.result = result;
      return checker.respond(call) === null;
    });
  };
}
