/** Moving the focus one level deeper: from the steps to the list, from the list to the detail. */

export function focusDetail(): void {
  const tab = document.querySelector<HTMLElement>('#detail [role="tab"][aria-selected="true"]');
  tab?.focus();
}

export function focusList(): void {
  document.querySelector<HTMLElement>('.grid [role="row"][tabindex="0"]')?.focus();
}
